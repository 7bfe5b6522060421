#include "ui/engine/engine_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>

#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

/// A shell script in the engine's place, and what came of it.
struct Engine {
  explicit Engine(const QString& script) {
    QObject::connect(&process, &EngineProcess::event,
                     [this](const protocol::Event& event) { events.push_back(event); });
    QObject::connect(&process, &EngineProcess::logLine, [this](const QString& level, const QString& text) {
      log.append(level + QStringLiteral(": ") + text);
    });
    QObject::connect(&process, &EngineProcess::ended, [this](const EngineProcess::Exit& end) { exit = end; });
    process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), script});
  }
  bool finish() {
    return waitFor([this] { return exit.has_value(); });
  }

  EngineProcess process;
  std::vector<protocol::Event> events;
  QStringList log;
  std::optional<EngineProcess::Exit> exit;
};

QString echo(const protocol::Event& event) {
  return QStringLiteral("echo '%1'\n").arg(QString::fromStdString(protocol::toLine(event)));
}

TEST(EngineProcess, PassesEventsOnInOrderAndTellsTheLastWord) {
  Engine engine(echo(protocol::Started{"r", "cpu", "float32", 2, 100, 3, 4, 0, 0}) +
                echo(protocol::EpochDone{"r", 1}) + echo(protocol::Ended{"r", "done", ""}));
  ASSERT_TRUE(engine.finish());
  ASSERT_EQ(engine.events.size(), 3u);
  EXPECT_EQ(std::get<protocol::Started>(engine.events[0]).epochs, 3);
  EXPECT_EQ(std::get<protocol::EpochDone>(engine.events[1]).epoch, 1);
  ASSERT_TRUE(engine.exit->lastWord);
  EXPECT_EQ(engine.exit->lastWord->status, "done");
  EXPECT_FALSE(engine.exit->crashed);
  EXPECT_EQ(engine.exit->code, 0);
}

TEST(EngineProcess, AStepIsNotHeldBackBehindALaterEvent) {
  Engine engine(echo(protocol::Step{"r", 1, 5, 10, 0.5, 100, 3}) + echo(protocol::EpochDone{"r", 1}));
  ASSERT_TRUE(engine.finish());
  ASSERT_EQ(engine.events.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<protocol::Step>(engine.events[0]));
}

TEST(EngineProcess, GarbageIsLoggedAndSurvived) {
  Engine engine(
      QStringLiteral(
          "echo 'Segmentation fault'; echo '{\"v\":1}'; head -c 300000 /dev/zero | tr '\\0' x; echo; "
          "printf '\\377\\376\\n'\n") +
      echo(protocol::EpochDone{"r", 7}));
  ASSERT_TRUE(engine.finish());
  ASSERT_EQ(engine.events.size(), 1u);
  EXPECT_EQ(std::get<protocol::EpochDone>(engine.events[0]).epoch, 7);
  EXPECT_TRUE(engine.log.filter(QStringLiteral("Segmentation fault")).size() == 1)
      << engine.log.join(u'\n').toStdString();
}

TEST(EngineProcess, FloodLeavesTheWindowAlive) {
  // 100,000 steps in one go: timers fire in between, only the newest steps are passed on, and the last word
  // arrives.
  const QString line = QString::fromStdString(protocol::toLine(protocol::Step{"r", 1, 5, 10, 0.5, 100, 3}));
  Engine engine(QStringLiteral("yes '%1' | head -n 100000\n").arg(line) +
                echo(protocol::Ended{"r", "done", ""}));
  int ticks = 0;
  QTimer timer;
  QObject::connect(&timer, &QTimer::timeout, [&ticks] { ++ticks; });
  timer.start(0);
  ASSERT_TRUE(engine.finish());
  EXPECT_GT(ticks, 20);
  EXPECT_LT(engine.events.size(), 2000u);
  ASSERT_TRUE(engine.exit->lastWord);
}

TEST(EngineProcess, ALineWithoutEndIsNotCollectedForEver) {
  Engine engine(QStringLiteral("head -c 3000000 /dev/zero | tr '\\0' x; echo\n") +
                echo(protocol::EpochDone{"r", 2}));
  ASSERT_TRUE(engine.finish());
  ASSERT_EQ(engine.events.size(), 1u);
}

TEST(EngineProcess, ErrorsOfTheEngineAreKept) {
  Engine engine(QStringLiteral("echo first >&2; echo 'no space left' >&2; exit 5"));
  ASSERT_TRUE(engine.finish());
  EXPECT_EQ(engine.exit->code, 5);
  EXPECT_FALSE(engine.exit->lastWord);
  EXPECT_EQ(engine.exit->errorTail, QStringLiteral("first\nno space left"));
  EXPECT_EQ(engine.log.size(), 2);
}

TEST(EngineProcess, DeathBySignalIsTold) {
  Engine engine(QStringLiteral("kill -9 $$"));
  ASSERT_TRUE(engine.finish());
  EXPECT_TRUE(engine.exit->crashed);
  EXPECT_EQ(engine.exit->code, SIGKILL);
}

TEST(EngineProcess, StandsBackBehindTheWindow) {
  if (!QFile::exists(QStringLiteral("/proc/self/stat"))) GTEST_SKIP() << "no /proc";
  Engine engine(QStringLiteral("cut -d ' ' -f 5,6,19 /proc/$$/stat >&2"));
  ASSERT_TRUE(engine.finish());
  const QStringList fields = engine.exit->errorTail.split(u' ');
  ASSERT_EQ(fields.size(), 3);
  EXPECT_NE(fields[0].toInt(), ::getpgrp()) << "Ctrl+C in the terminal would reach it";
  EXPECT_EQ(fields[1].toInt(), ::getsid(0)) << "Linux weighs niceness within a session alone";
  EXPECT_EQ(fields[2].toInt(), 19);
}

TEST(EngineProcess, AProgramThatIsNotThereIsTold) {
  EngineProcess process;
  std::optional<EngineProcess::Exit> exit;
  QObject::connect(&process, &EngineProcess::ended, [&](const EngineProcess::Exit& end) { exit = end; });
  process.start(QStringLiteral("/nonexistent/engine"), {});
  ASSERT_TRUE(waitFor([&] { return exit.has_value(); }));
  EXPECT_FALSE(exit->started);
  EXPECT_FALSE(exit->error.isEmpty());
}

TEST(EngineProcess, CommandsArriveAsLines) {
  Engine engine(QStringLiteral("read a; read b; echo \"$a\" >&2; echo \"$b\" >&2"));
  engine.process.send(protocol::Command::Pause);
  engine.process.send(protocol::Command::Stop);
  ASSERT_TRUE(engine.finish());
  const QStringList lines = engine.exit->errorTail.split(u'\n');
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(protocol::parseCommand(lines[0].toStdString()), protocol::Command::Pause);
  EXPECT_EQ(protocol::parseCommand(lines[1].toStdString()), protocol::Command::Stop);
}

TEST(EngineProcess, ADetachedProcessLivesOnAndMayStillWrite) {
  QTemporaryDir folder;
  const QString note = folder.filePath(QStringLiteral("note"));
  {
    // After the window is gone its output goes nowhere; writing must not end it.
    Engine engine(
        QStringLiteral("read a; sleep 0.3; i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; "
                       "echo \"$a\" > %1.part; mv %1.part %1")
            .arg(note));
    ASSERT_TRUE(waitFor([&] { return engine.process.isRunning(); }));
    engine.process.detach();
    EXPECT_FALSE(engine.process.isRunning());
  }
  ASSERT_TRUE(waitFor([&] { return QFile::exists(note); }));
  QFile file(note);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(protocol::parseCommand(file.readAll().trimmed().toStdString()), protocol::Command::Detach);
}

TEST(EngineProcess, WhenTheObjectGoesTheProcessGetsStopAndIsNotKilled) {
  QTemporaryDir folder;
  const QString note = folder.filePath(QStringLiteral("note"));
  {
    Engine engine(
        QStringLiteral("read a; while read b; do :; done; sleep 0.2; echo \"$a\" > %1.part; mv %1.part %1")
            .arg(note));
    ASSERT_TRUE(waitFor([&] { return engine.process.isRunning() && engine.process.processId() > 0; }));
  }
  ASSERT_TRUE(waitFor([&] { return QFile::exists(note); }));
  QFile file(note);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(protocol::parseCommand(file.readAll().trimmed().toStdString()), protocol::Command::Stop);
}

}  // namespace
}  // namespace skewscope::ui
