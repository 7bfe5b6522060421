#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/protocol/messages.h"
#include "core/store/reader.h"

namespace skewscope::engine {

/// Standard output as a person reads it: lines that stay, and on a terminal one last line that renews itself,
/// shared by several sources.
class TerminalLine {
 public:
  TerminalLine();
  ~TerminalLine();
  TerminalLine(const TerminalLine&) = delete;
  TerminalLine& operator=(const TerminalLine&) = delete;

  bool isTerminal() const { return terminal_; }
  /// A line that stays.
  void line(const std::string& text);
  /// The part of `source` in the renewed line; empty takes it away. Nothing without a terminal.
  void transient(const std::string& source, const std::string& text);

 private:
  void draw(const std::string& text);

  bool terminal_;
  std::size_t shown_ = 0;  ///< width of the renewed line on screen
  std::map<std::string, std::string> parts_;
};

/// Shows a run's events to a person: one line that renews itself on a terminal, a plain line per epoch
/// elsewhere.
class TerminalProgress {
 public:
  /// `store`: read for the numbers of finished epochs. `label` goes before every line; may be empty.
  TerminalProgress(const std::filesystem::path& store, std::string label,
                   std::shared_ptr<TerminalLine> screen = std::make_shared<TerminalLine>());
  ~TerminalProgress();
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;

  void show(const protocol::Event& event);

 private:
  void line(const std::string& text);       ///< a line that stays
  void transient(const std::string& text);  ///< a line that the next one replaces; nothing without a terminal
  void epochDone(const protocol::EpochDone& done);

  store::Reader reader_;
  std::string label_;
  std::shared_ptr<TerminalLine> screen_;
  std::int64_t epochs_ = 0;
  std::string metric_;
  std::chrono::steady_clock::time_point lastLine_{};
};

/// "1:02:03", "2:05", "0:07"; "?" for negative seconds.
std::string durationText(double seconds);

}  // namespace skewscope::engine
