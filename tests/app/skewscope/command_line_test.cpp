// The window's program as a shell sees it.
#include <gtest/gtest.h>
#include <signal.h>

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

namespace {

struct Result {
  int code = -1;
  QString out, err;
};

QProcessEnvironment withoutDisplay(const QTemporaryDir& home) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
    environment.remove(QString::fromLatin1(name));
  }
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "SKEWSCOPE_HOME"}) {
    environment.insert(QString::fromLatin1(name), home.path());
  }
  return environment;
}

Result run(const QStringList& arguments) {
  const QTemporaryDir home;
  QProcess process;
  process.setProcessEnvironment(withoutDisplay(home));
  process.start(QStringLiteral(SKEWSCOPE_PROGRAM), arguments);
  EXPECT_TRUE(process.waitForFinished(60'000));
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

TEST(WindowProgram, HelpAndVersionNeedNoDisplay) {
  const Result help = run({QStringLiteral("--help")});
  EXPECT_EQ(help.code, 0);
  for (const char* option : {"--store", "--engine", "--scheme", "figure", "SKEWSCOPE_ENGINE"}) {
    EXPECT_TRUE(help.out.contains(QLatin1String(option))) << option;
  }
  const Result version = run({QStringLiteral("--version")});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out, QStringLiteral("skewscope " SKEWSCOPE_VERSION "\n"));
}

TEST(WindowProgram, WrongOptionsEndWithStatus2AndSayWhatIsWrong) {
  EXPECT_EQ(run({QStringLiteral("--colour")}).code, 2);
  const Result scheme = run({QStringLiteral("--scheme"), QStringLiteral("pink")});
  EXPECT_EQ(scheme.code, 2);
  EXPECT_TRUE(scheme.err.contains(QStringLiteral("pink")));
  const Result engine = run({QStringLiteral("--engine"), QStringLiteral("/nonexistent")});
  EXPECT_EQ(engine.code, 2);
  EXPECT_TRUE(engine.err.contains(QStringLiteral("/nonexistent")));
  EXPECT_EQ(run({QStringLiteral("train")}).code, 2);
}

TEST(WindowProgram, WithoutADisplayItSaysSo) {
  const Result result = run({});
  EXPECT_EQ(result.code, 2);
  EXPECT_TRUE(result.err.contains(QStringLiteral("skewscope-engine")));
}

TEST(WindowProgram, SigtermClosesItProperly) {
  const QTemporaryDir home;
  QProcess process;
  QProcessEnvironment environment = withoutDisplay(home);
  environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
  process.setProcessEnvironment(environment);
  process.start(QStringLiteral(SKEWSCOPE_PROGRAM), {QStringLiteral("--scheme"), QStringLiteral("dark")});
  ASSERT_TRUE(process.waitForStarted(60'000));
  const QString store = home.filePath(QStringLiteral("experiments.skewscope"));
  for (int i = 0; i < 600 && !QFile::exists(store); ++i) ASSERT_FALSE(process.waitForFinished(100));
  ASSERT_TRUE(QFile::exists(store));
  EXPECT_FALSE(process.waitForFinished(500));
  ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
  ASSERT_TRUE(process.waitForFinished(60'000));
  EXPECT_EQ(process.exitStatus(), QProcess::NormalExit);
  EXPECT_EQ(process.exitCode(), 0);
  EXPECT_TRUE(QFile::exists(home.filePath(QStringLiteral("skewscope/skewscope.ini"))));
}

}  // namespace
