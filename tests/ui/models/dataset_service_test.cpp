#include "ui/models/dataset_service.h"

#include <gtest/gtest.h>

#include <QThreadPool>
#include <atomic>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/shapes.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/image_folders.h"
#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

struct DatasetServiceTest : testing::Test {
  test::TemporaryFolder folder;
  std::vector<std::shared_ptr<const DatasetAnswer>> answers;

  void listen(DatasetService& service) {
    QObject::connect(&service, &DatasetService::answered, &service,
                     [this](const auto& answer) { answers.push_back(answer); });
  }
  DatasetQuery query(const char* name) const { return {"folder", folder / name, {}}; }
};

TEST_F(DatasetServiceTest, ReadsWhatTheCommandWouldAdd) {
  writePets(folder / "pets");
  DatasetService service;
  listen(service);
  service.request({"", folder / "pets", {}});
  ASSERT_TRUE(waitFor([&] { return answers.size() == 1; }));
  const auto& found = answers[0]->found;
  EXPECT_TRUE(answers[0]->error.isEmpty()) << answers[0]->error.toStdString();
  EXPECT_EQ(found.kind, "folder");
  EXPECT_EQ(found.trainPerClass, (std::vector<std::int64_t>{3, 12, 6}));
  const auto added = data::addDataset("service-pets", "folder", folder / "pets", {}, serialFor());
  EXPECT_EQ(found.digest, added.digest);
  data::removeDataset("service-pets");
  ASSERT_EQ(answers[0]->preview.size(), 3U);
  EXPECT_EQ(answers[0]->preview[0].images.size(), 3U);
  EXPECT_EQ(answers[0]->preview[1].images.size(), static_cast<std::size_t>(kPreviewImages));
  EXPECT_EQ(answers[0]->preview[1].className, QStringLiteral("cat"));
}

TEST_F(DatasetServiceTest, ANewRequestGivesTheOldOneUp) {
  std::atomic<bool> gaveUp{false};
  DatasetService service(nullptr, [&](const DatasetQuery& asked, const ParallelFor& parallel) {
    if (asked.path == folder / "second") return data::makeShapes({10, 2, 1}, serialFor());
    try {
      for (;;) parallel(1, 1, [](std::int64_t, std::int64_t) {});
    } catch (const Error&) {
      gaveUp = true;
      throw;
    }
  });
  listen(service);
  service.request(query("first"));
  ASSERT_TRUE(waitFor([&] { return service.imagesDone() > 0; }));
  service.request(query("second"));
  ASSERT_TRUE(waitFor([&] { return !answers.empty(); }));
  EXPECT_TRUE(gaveUp);
  EXPECT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0]->query.path, folder / "second");
}

TEST_F(DatasetServiceTest, GoesWithoutWaitingForTheReader) {
  std::atomic<bool> release{false}, ended{false};
  auto service = std::make_unique<DatasetService>(
      nullptr, [&](const DatasetQuery&, const ParallelFor&) -> data::Dataset {
        release.wait(false);
        ended = true;
        throw Error(ErrorKind::Data, "late");
      });
  listen(*service);
  service->request(query("slow"));
  service.reset();  // would hang here if it waited
  EXPECT_FALSE(ended);
  release = true;
  release.notify_all();
  QThreadPool::globalInstance()->waitForDone();
  settle();
  EXPECT_TRUE(ended);
  EXPECT_TRUE(answers.empty());
}

}  // namespace
}  // namespace skewscope::ui
