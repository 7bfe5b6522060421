#pragma once

#include <QMainWindow>
#include <filesystem>
#include <memory>
#include <optional>

#include "ui/close_dialog.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {

class Actions;
class CurvesPanel;
class LogDrawer;
class MessageBar;
class NewRunPanel;
class RunController;
class RunListPanel;
class StatusBar;
class StoreService;
class TopBar;

/// What a window is opened with.
struct WindowOptions {
  std::filesystem::path store;         ///< created if absent
  QString engine;                      ///< empty: RunController::findEngine()
  QString settingsFile;                ///< empty: skewscope.ini in the user's configuration folder
  std::optional<ColourScheme> scheme;  ///< instead of the one of the settings
};

/// The window: mode, ratio and the buttons above; runs, curves and the form of a new run below; messages in
/// place.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(const WindowOptions& options, QWidget* parent = nullptr);
  ~MainWindow() override;

  StoreService& store() const;
  RunController& controller() const;
  TopBar& topBar() const;
  NewRunPanel& newRun() const;
  RunListPanel& runList() const;
  CurvesPanel& curves() const;
  MessageBar& messages() const;
  LogDrawer& log() const;
  StatusBar& status() const;
  const Actions& actions() const;

  void setScheme(ColourScheme scheme);
  /// Instead of the dialogue that asks what becomes of the run in progress.
  void setCloseQuestion(CloseQuestion question);
  /// Closes without asking: checkpoint and stop (the session ends, SIGTERM, Ctrl+C).
  void closeWithCheckpoint();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  /// Exported figures, stores, runs of other programs and data sets can be dropped.
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
