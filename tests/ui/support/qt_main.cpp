#include <gtest/gtest.h>

#include <QApplication>
#include <QTemporaryDir>

#include "ui/theme/theme.h"

// Settings, stores and caches of the tests stay in a folder that goes with the program.
int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QTemporaryDir home;
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "SKEWSCOPE_HOME"}) {
    qputenv(name, home.path().toLocal8Bit());
  }
  qunsetenv("SKEWSCOPE_ENGINE");
  testing::InitGoogleTest(&argc, argv);
  QApplication app(argc, argv);
  app.setQuitOnLastWindowClosed(false);
  skewscope::ui::applyScheme(app, skewscope::ui::ColourScheme::Light);
  return RUN_ALL_TESTS();
}
