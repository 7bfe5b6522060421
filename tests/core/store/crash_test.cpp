// kill -9 at any moment: nothing that was acknowledged is lost, and every epoch is whole or absent.

#include <csignal>
#include <random>
#include <thread>

#include "tests/core/store/processes.h"
#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

class CrashTest : public StoreTest {};

namespace {

struct Message {
  char kind = 0;  ///< 'r' resumed from, 'e' epoch written, 'c' checkpoint recorded
  std::int64_t epoch = 0;
};

double lossOf(std::int64_t epoch) {
  return 1.0 / static_cast<double>(epoch + 1);
}

/// Trains for ever: the engine's calls in the engine's order, each told to the parent once it has returned.
int train(const std::filesystem::path& path, const std::string& run, int out) {
  const auto tell = [&](char kind, std::int64_t epoch) {
    const Message message{kind, epoch};
    return write(out, &message, sizeof message) == static_cast<ssize_t>(sizeof message);
  };
  auto store = Store::open(path);
  store->recoverLostRuns(std::chrono::milliseconds(0));
  const std::string owner = newUuid();
  store->claimRun(run, owner);
  const auto checkpoint = store->rewindToCheckpoint(run);
  std::int64_t epoch = checkpoint ? checkpoint->epoch : 0;
  if (!tell('r', epoch)) return 1;
  while (true) {
    ++epoch;
    store->heartbeat(run, owner);
    store->writeEpoch(run, epochRows(epoch, lossOf(epoch), 0.5));
    if (!tell('e', epoch)) return 1;
    if (epoch % 4 != 0) continue;
    store->recordCheckpoint(run, {epoch, 0, "c/" + std::to_string(epoch), "digest", 1});
    if (!tell('c', epoch)) return 1;
  }
}

/// Waits for what the child says next; false once it is gone and all is read.
bool receive(int in, Message& message) {
  return read(in, &message, sizeof message) == static_cast<ssize_t>(sizeof message);
}

}  // namespace

TEST_F(CrashTest, KilledWriterLosesNothingThatItAcknowledged) {
  spec::ExperimentSpec endless;
  endless.epochs = 100'000;
  const std::string run = Store::open(path())->addRun(endless);
  std::mt19937 random(5);
  std::int64_t acknowledgedCheckpoint = 0;
  std::int64_t furthest = 0;
  int resumed = 0;
  for (int round = 0; round < 50; ++round) {
    std::array<int, 2> pipes{};
    ASSERT_EQ(pipe(pipes.data()), 0);
    const pid_t child = startChild([&] {
      close(pipes[0]);
      return train(path(), run, pipes[1]);
    });
    close(pipes[1]);
    std::int64_t acknowledged = 0;
    bool began = false;
    const auto note = [&](const Message& message) {
      if (message.kind == 'r') {
        // It resumed from the checkpoint that was acknowledged, or one that was recorded just before the
        // kill.
        EXPECT_GE(message.epoch, acknowledgedCheckpoint) << round;
        began = true;
        resumed += message.epoch > 0 ? 1 : 0;
      }
      acknowledged = message.epoch;
      if (message.kind == 'c') acknowledgedCheckpoint = message.epoch;
    };
    // Kill it at a random moment after some work, or while it opens.
    Message message;
    for (auto left = round % 5 == 0 ? 0 : 1 + random() % 24; left > 0 && receive(pipes[0], message); --left)
      note(message);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 5000));
    kill(child, SIGKILL);
    ASSERT_EQ(finishChild(child), -SIGKILL);
    while (receive(pipes[0], message)) note(message);
    close(pipes[0]);
    furthest = std::max(furthest, acknowledged);

    ASSERT_EQ(integrity(path()), "ok") << round;
    auto store = Store::open(path());
    Reader reader(path());
    const RunRecord record = reader.run(run);
    const auto checkpoint = reader.checkpoint(run);
    EXPECT_GE(checkpoint ? checkpoint->epoch : 0, acknowledgedCheckpoint) << round;
    if (checkpoint) acknowledgedCheckpoint = checkpoint->epoch;
    if (!began) continue;
    EXPECT_GE(record.epochsDone, acknowledged) << round;
    const Series losses = reader.series(run, metric::kLoss);
    const ClassSeries classes = reader.classSeries(run, metric::kHeadAccuracy);
    ASSERT_EQ(losses.epochs.size(), static_cast<std::size_t>(record.epochsDone)) << round;
    EXPECT_EQ(classes.epochs, losses.epochs) << round;
    for (std::size_t index = 0; index < losses.epochs.size(); ++index) {
      ASSERT_EQ(losses.epochs[index], static_cast<std::int64_t>(index) + 1) << round;
      ASSERT_EQ(losses.values[index], lossOf(losses.epochs[index])) << round;
    }
    if (record.epochsDone > 0) {
      EXPECT_EQ(reader.confusion(run, metric::kHeadAccuracy).front(), record.epochsDone) << round;
      EXPECT_EQ(record.summaries.at(metric::kLoss).lastEpoch, record.epochsDone) << round;
    }
  }
  // The kills fell into work, not only into openings.
  EXPECT_GT(furthest, 20);
  EXPECT_GT(resumed, 10);
}

}  // namespace skewscope::store
