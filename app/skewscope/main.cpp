// The window's program. Everything that needs no display (--help, --version, `figure`) works without one.
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QSocketNotifier>
#include <QTranslator>
#include <cstdio>
#include <cstring>

#include "core/base/system.h"
#include "ui/export/figure_command.h"
#include "ui/export/html_report.h"
#include "ui/main_window.h"

namespace {

using skewscope::ui::ColourScheme;
using skewscope::ui::MainWindow;
using skewscope::ui::WindowOptions;

constexpr const char* kHelp = R"(Usage: skewscope [OPTIONS]
       skewscope figure [OPTIONS] ...   (see skewscope figure --help)
       skewscope report [OPTIONS] ...   (see skewscope report --help)

Opens the window of Skewscope, an experiment explorer for research on class imbalance.

Options:
  --store FILE          the store to open; created if absent
                        (default: %1)
  --engine FILE         the training engine (default: $SKEWSCOPE_ENGINE, else
                        skewscope-engine beside this program or in the PATH)
  --scheme light|dark   colours, instead of those of the last session
  -h, --help            this text
  -v, --version         the version

Environment:
  SKEWSCOPE_HOME        folder of the default store
  SKEWSCOPE_ENGINE      the training engine

Exit status: 0 after closing the window, 2 if an option is wrong.
)";

int signalPipe[2] = {-1, -1};

extern "C" void onSignal(int) {
  const char byte = 1;
  // Nothing can be done in a signal handler if this fails.
  [[maybe_unused]] const auto written = ::write(signalPipe[0], &byte, 1);
}

/// From here on SIGINT and SIGTERM wait for closeOnSignals(). Before the window is made: it opens the store.
void catchSignals() {
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalPipe) != 0) return;
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

/// Signals that were caught close the window properly: checkpoint, then end.
void closeOnSignals(MainWindow& window) {
  if (signalPipe[1] < 0) return;
  auto* notifier = new QSocketNotifier(signalPipe[1], QSocketNotifier::Read, &window);
  QObject::connect(notifier, &QSocketNotifier::activated, &window, [&window] {
    char byte = 0;
    [[maybe_unused]] const auto count = ::read(signalPipe[1], &byte, 1);
    window.closeWithCheckpoint();
  });
}

bool hasDisplay() {
  return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
         !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

int fail(const QString& message) {
  std::fprintf(stderr, "skewscope: %s\nTry 'skewscope --help'.\n", qPrintable(message));
  return 2;
}

/// Reads the options; nothing if the program is to end with `status`.
std::optional<WindowOptions> readOptions(const QStringList& arguments, int& status) {
  QCommandLineParser parser;
  parser.addOptions({{QStringLiteral("store"), {}, QStringLiteral("FILE")},
                     {QStringLiteral("engine"), {}, QStringLiteral("FILE")},
                     {QStringLiteral("scheme"), {}, QStringLiteral("light|dark")},
                     {{QStringLiteral("h"), QStringLiteral("help")}, {}},
                     {{QStringLiteral("v"), QStringLiteral("version")}, {}}});
  status = 0;
  if (!parser.parse(arguments)) {
    status = fail(parser.errorText());
    return std::nullopt;
  }
  if (parser.isSet(QStringLiteral("help"))) {
    const QString text =
        QString::fromUtf8(kHelp).arg(QString::fromStdString(skewscope::defaultStorePath().string()));
    std::fputs(text.toUtf8().constData(), stdout);
    return std::nullopt;
  }
  if (parser.isSet(QStringLiteral("version"))) {
    std::puts("skewscope " SKEWSCOPE_VERSION);
    return std::nullopt;
  }
  if (!parser.positionalArguments().isEmpty()) {
    status = fail(QStringLiteral("there is no command '%1'.").arg(parser.positionalArguments().constFirst()));
    return std::nullopt;
  }
  WindowOptions options;
  options.store = parser.isSet(QStringLiteral("store"))
                      ? std::filesystem::absolute(parser.value(QStringLiteral("store")).toStdString())
                      : skewscope::defaultStorePath();
  options.engine = parser.value(QStringLiteral("engine"));
  if (!options.engine.isEmpty() && !QFileInfo(options.engine).isExecutable()) {
    status = fail(QStringLiteral("the engine '%1' is not an executable file.").arg(options.engine));
    return std::nullopt;
  }
  const QString scheme = parser.value(QStringLiteral("scheme"));
  if (scheme == QLatin1String("light")) options.scheme = ColourScheme::Light;
  if (scheme == QLatin1String("dark")) options.scheme = ColourScheme::Dark;
  if (!scheme.isEmpty() && !options.scheme) {
    status = fail(QStringLiteral("--scheme takes light or dark, not '%1'.").arg(scheme));
    return std::nullopt;
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setApplicationName(QStringLiteral("skewscope"));
  QCoreApplication::setApplicationVersion(QStringLiteral(SKEWSCOPE_VERSION));
  QGuiApplication::setDesktopFileName(QStringLiteral("io.github.skewscope.Skewscope"));
  QStringList arguments;
  for (int i = 0; i < argc; ++i) arguments.append(QString::fromLocal8Bit(argv[i]));

  if (argc > 1 && std::strcmp(argv[1], "figure") == 0) {
    if (!hasDisplay()) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    return skewscope::ui::runFigureCommand(arguments.mid(2));
  }
  if (argc > 1 && std::strcmp(argv[1], "report") == 0) {
    if (!hasDisplay()) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    return skewscope::ui::runReportCommand(arguments.mid(2));
  }
  int status = 0;
  const auto options = readOptions(arguments, status);
  if (!options) return status;
  if (!hasDisplay()) {
    return fail(
        QStringLiteral("there is no display. Set DISPLAY, or train without a window with skewscope-engine."));
  }

  QApplication app(argc, argv);
  QTranslator qtWords, words;
  if (qtWords.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                   QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
    QCoreApplication::installTranslator(&qtWords);
  }
  // English has a file too: the plural forms.
  if (words.load(QLocale(), QStringLiteral("skewscope"), QStringLiteral("_"),
                 QStringLiteral(":/translations")) ||
      words.load(QStringLiteral(":/translations/skewscope_en.qm"))) {
    QCoreApplication::installTranslator(&words);
  }
  catchSignals();
  auto* window = new MainWindow(*options);
  window->setAttribute(Qt::WA_DeleteOnClose);
  closeOnSignals(*window);
  window->show();
  return QApplication::exec();
}
