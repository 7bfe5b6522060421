#include "core/store/writer.h"

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::SizeIs;

class WriterTest : public StoreTest {};

TEST_F(WriterTest, JobsRunInOrderOnOneThread) {
  std::vector<int> order;
  std::thread::id thread;
  {
    Writer writer(path());
    for (int index = 0; index < 100; ++index) {
      writer.submit([&order, index](Store&) { order.push_back(index); });
    }
    thread = writer.run([](Store&) { return std::this_thread::get_id(); });
    EXPECT_EQ(writer.run([](Store&) { return std::this_thread::get_id(); }), thread);
    ASSERT_THAT(order, SizeIs(100));
  }
  EXPECT_NE(thread, std::this_thread::get_id());
  for (int index = 0; index < 100; ++index) EXPECT_EQ(order[static_cast<std::size_t>(index)], index);
}

TEST_F(WriterTest, ResultsAndErrorsComeBack) {
  Writer writer(path());
  const std::string id = writer.run([](Store& store) { return store.addRun({}); });
  auto failing = writer.submit([](Store& store) { store.setNote("no such run", "x"); });
  auto note = writer.submit([&](Store& store) { store.setNote(id, "after an error"); });
  EXPECT_EQ(thrownError([&] { failing.get(); }).kind(), ErrorKind::Usage);
  note.get();
  EXPECT_EQ(Reader(path()).run(id).note, "after an error");
  EXPECT_EQ(thrownError([&] { writer.run([](Store&) { throw Error(ErrorKind::Data, "mine"); }); }).kind(),
            ErrorKind::Data);
}

TEST_F(WriterTest, OpeningErrorsAreThrownByTheConstructor) {
  { std::ofstream(path()) << "this is no store"; }
  EXPECT_EQ(thrownError([&] { Writer writer(path()); }).kind(), ErrorKind::Store);
}

TEST_F(WriterTest, ClosingFinishesWhatIsQueued) {
  std::string id;
  std::atomic<int> done = 0;
  {
    Writer writer(path());
    id = writer.run([](Store& store) { return store.addRun({}); });
    for (int epoch = 1; epoch <= 50; ++epoch) {
      writer.submit([&done, id, epoch](Store& store) {
        store.writeEpoch(id, epochRows(epoch, 1, 0.5));
        ++done;
      });
    }
  }
  EXPECT_EQ(done, 50);
  EXPECT_EQ(Reader(path()).run(id).epochsDone, 50);
}

TEST_F(WriterTest, ManyThreadsMaySubmit) {
  Writer writer(path());
  constexpr int kThreads = 4;
  constexpr int kJobs = 25;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&writer, thread] {
      for (int job = 0; job < kJobs; ++job) {
        const std::string id = writer.run([](Store& store) { return store.addRun({}); });
        writer.submit([id, thread](Store& store) { store.setNote(id, std::to_string(thread)); });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  writer.run([](Store&) {});
  const auto runs = Reader(path()).runs();
  ASSERT_THAT(runs, SizeIs(kThreads * kJobs));
  for (int thread = 0; thread < kThreads; ++thread) {
    EXPECT_EQ(std::count_if(runs.begin(), runs.end(),
                            [&](const RunRecord& run) { return run.note == std::to_string(thread); }),
              kJobs);
  }
}

}  // namespace skewscope::store
