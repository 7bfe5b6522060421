#include "app/skewscope-engine/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <type_traits>
#include <utility>
#include <variant>

namespace skewscope::engine {

std::string durationText(double seconds) {
  if (!(seconds >= 0) || seconds > 1e8) return "?";
  const auto total = static_cast<std::int64_t>(std::llround(seconds));
  if (total >= 3600) return fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
  return fmt::format("{}:{:02}", total / 60, total % 60);
}

TerminalLine::TerminalLine() : terminal_(::isatty(STDOUT_FILENO) == 1) {}

TerminalLine::~TerminalLine() {
  draw("");
}

void TerminalLine::draw(const std::string& text) {
  if (!terminal_ || (text.empty() && shown_ == 0)) return;
  std::string shown = text;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) {
    shown.resize(std::min<std::size_t>(shown.size(), size.ws_col - 1u));
  }
  fmt::print("\r{:<{}}\r{}", "", shown_, shown);
  shown_ = shown.size();
  std::fflush(stdout);
}

void TerminalLine::line(const std::string& text) {
  draw("");
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

void TerminalLine::transient(const std::string& source, const std::string& text) {
  if (text.empty()) {
    parts_.erase(source);
  } else {
    parts_[source] = text;
  }
  std::string all;
  for (const auto& [name, part] : parts_) all += (all.empty() ? "" : "   ") + name + part;
  draw(all);
}

TerminalProgress::TerminalProgress(const std::filesystem::path& store, std::string label,
                                   std::shared_ptr<TerminalLine> screen)
    : reader_(store), label_(std::move(label)), screen_(std::move(screen)) {
  if (!label_.empty()) label_ += "  ";
}

TerminalProgress::~TerminalProgress() {
  transient("");
}

void TerminalProgress::line(const std::string& text) {
  screen_->line(label_ + text);
}

void TerminalProgress::transient(const std::string& text) {
  screen_->transient(label_, text);
}

void TerminalProgress::epochDone(const protocol::EpochDone& done) {
  const bool last = done.epoch == epochs_;
  // Without a terminal a line every few seconds is enough for a log.
  const auto now = std::chrono::steady_clock::now();
  if (!screen_->isTerminal() && !last && now - lastLine_ < std::chrono::seconds(2)) return;
  lastLine_ = now;
  const auto run = reader_.run(done.run);
  std::string text = fmt::format("epoch {}/{}", done.epoch, epochs_);
  const auto add = [&](const char* metric, const char* name, const char* format, double scale) {
    const auto found = run.summaries.find(metric);
    if (found != run.summaries.end())
      text += fmt::format(fmt::runtime(format), name, found->second.last * scale);
  };
  add(store::metric::kLoss, "loss", "  {} {:.4f}", 1);
  add(store::metric::kSharpness, "sharpness", "  {} {:.4f}", 1);
  add(store::metric::kHeadAccuracy, "head accuracy", "  {} {:.1f} %", 100);
  add(store::metric::kKnnAccuracy, "kNN accuracy", "  {} {:.1f} %", 100);
  add(store::metric::kImagesPerSecond, "", "  {}{:.0f} img/s", 1);
  if (last) {
    line(text);
  } else if (screen_->isTerminal()) {
    transient(text);
  } else {
    line(text);
  }
}

void TerminalProgress::show(const protocol::Event& event) {
  std::visit(
      [this](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, protocol::Started>) {
          epochs_ = e.epochs;
          line(fmt::format("{} images, {} epochs of {} steps, {} ({}, {} thread{})", e.n, e.epochs,
                           e.stepsPerEpoch, e.device, e.precision, e.threads, e.threads == 1 ? "" : "s"));
        } else if constexpr (std::is_same_v<E, protocol::Step>) {
          constexpr int kWidth = 20;
          const double share =
              static_cast<double>(e.epoch - 1) + static_cast<double>(e.step) / static_cast<double>(e.steps);
          const int filled =
              static_cast<int>(kWidth * share / static_cast<double>(std::max<std::int64_t>(epochs_, 1)));
          transient(fmt::format("[{:#<{}}{:.<{}}] epoch {}/{}  loss {:.4f}  {:.0f} img/s  ETA {}", "", filled,
                                "", kWidth - filled, e.epoch, epochs_, e.loss, e.imagesPerSecond,
                                durationText(e.etaSeconds)));
        } else if constexpr (std::is_same_v<E, protocol::EpochDone>) {
          epochDone(e);
        } else if constexpr (std::is_same_v<E, protocol::Phase>) {
          if (e.name != "checkpoint" && e.name != "evaluate") transient(e.name + " ...");  // of every epoch
        } else if constexpr (std::is_same_v<E, protocol::Log>) {
          line(e.text);
        } else if constexpr (std::is_same_v<E, protocol::Ended>) {
          if (e.status != "done") line(e.status + ": " + e.message);
        }
      },
      event);
}

}  // namespace skewscope::engine
