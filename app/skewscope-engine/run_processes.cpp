#include "app/skewscope-engine/run_processes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/base/error.h"

namespace skewscope::engine {
namespace {

constexpr std::size_t kErrorText = 4096;       ///< bytes of standard error that are kept
constexpr std::size_t kLongestLine = 1 << 17;  ///< an event's line is shorter

/// Both ends of a pipe, closed in children that do not get one on purpose.
std::array<int, 2> makePipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw Error(ErrorKind::Resource, fmt::format("No pipe can be made: {}.", std::strerror(errno)));
  return ends;
}

/// Reads what is there without waiting. False at the end of the stream.
bool readInto(int end, std::string& text) {
  std::array<char, 16384> block{};
  for (;;) {
    const ssize_t count = ::read(end, block.data(), block.size());
    if (count > 0) {
      text.append(block.data(), static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else {
      return count < 0;
    }
  }
}

}  // namespace

RunProcesses::RunProcesses(std::filesystem::path store) : store_(std::move(store)) {}

RunProcesses::~RunProcesses() {
  stopAll();
  while (!processes_.empty()) wait(std::chrono::seconds(1), [](const protocol::Event&) {});
}

void RunProcesses::start(const std::string& run, const std::string& owner, int cores) {
  const auto input = makePipe(), output = makePipe(), errors = makePipe();
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, input[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, output[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, errors[1], STDERR_FILENO);
  // A group of its own: Ctrl+C in the terminal reaches this process alone, which then asks for the stop.
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::string program = "/proc/self/exe", store = store_.string();
  std::array<std::string, 12> words{program,        "train", "--run",   run,
                                    "--store",      store,   "--json",  "--control",
                                    "--claimed-by", owner,   "--cores", std::to_string(cores)};
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
  Process process;
  process.run = run;
  const int failure =
      ::posix_spawn(&process.id, program.c_str(), &files, &attributes, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  for (const int end : {input[0], output[1], errors[1]}) ::close(end);
  process.input = input[1];
  process.output = output[0];
  process.errors = errors[0];
  if (failure != 0) {
    closeEnds(process);
    throw Error(ErrorKind::Resource,
                fmt::format("No process can be made for a run: {}.", std::strerror(failure)));
  }
  for (const int end : {process.output, process.errors}) ::fcntl(end, F_SETFL, O_NONBLOCK);
  processes_.push_back(std::move(process));
}

std::vector<RunProcesses::Gone> RunProcesses::wait(std::chrono::milliseconds timeout,
                                                   const std::function<void(const protocol::Event&)>& sink) {
  std::vector<pollfd> ends;
  for (const Process& process : processes_) {
    ends.push_back({process.output, POLLIN, 0});
    ends.push_back({process.errors, POLLIN, 0});
  }
  ::poll(ends.data(), ends.size(), static_cast<int>(timeout.count()));
  std::vector<Gone> gone;
  for (Process& process : processes_) {
    drain(process, sink);
    int status = 0;
    if (::waitpid(process.id, &status, process.output < 0 ? 0 : WNOHANG) != process.id) continue;
    drain(process, sink);
    gone.push_back({process.run, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                    std::move(process.errorText)});
    closeEnds(process);
    process.id = 0;
  }
  std::erase_if(processes_, [](const Process& process) { return process.id == 0; });
  return gone;
}

void RunProcesses::drain(Process& process, const std::function<void(const protocol::Event&)>& sink) {
  if (process.errors >= 0 && !readInto(process.errors, process.errorText)) {
    ::close(std::exchange(process.errors, -1));
  }
  if (process.errorText.size() > kErrorText)
    process.errorText.erase(0, process.errorText.size() - kErrorText);
  if (process.output >= 0 && !readInto(process.output, process.pending)) {
    ::close(std::exchange(process.output, -1));
  }
  std::size_t begin = 0;
  for (std::size_t end; (end = process.pending.find('\n', begin)) != std::string::npos; begin = end + 1) {
    if (const auto event = protocol::parseEvent(std::string_view(process.pending).substr(begin, end - begin)))
      sink(*event);
  }
  process.pending.erase(0, begin);
  if (process.pending.size() > kLongestLine) process.pending.clear();
}

void RunProcesses::stopAll() {
  // The end of its input is a stop for a run.
  for (Process& process : processes_) {
    if (process.input >= 0) ::close(std::exchange(process.input, -1));
  }
}

void RunProcesses::closeEnds(Process& process) {
  for (int* end : {&process.input, &process.output, &process.errors}) {
    if (*end >= 0) ::close(std::exchange(*end, -1));
  }
}

}  // namespace skewscope::engine
