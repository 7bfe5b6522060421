#include "tests/app/skewscope-engine/engine_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <system_error>

#include "core/base/system.h"

namespace skewscope::test {

EngineProcess::EngineProcess(const std::vector<std::string>& arguments, const std::string& program) {
  std::array<int, 2> in{}, out{}, err{};
  for (auto* ends : {&in, &out, &err}) {
    if (::pipe2(ends->data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  for (const int end : {in[0], out[1], err[1]}) ::close(end);
  input_ = in[1];
  output_ = out[0];
  errors_ = err[0];
  ::signal(SIGPIPE, SIG_IGN);
}

EngineProcess::~EngineProcess() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    wait();
  }
}

void EngineProcess::send(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    result_.errors += "[send failed]";
}

void EngineProcess::closeInput() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
}

void EngineProcess::signal(int number) const {
  ::kill(process_, number);
}

bool EngineProcess::readSome(int milliseconds) {
  std::array<pollfd, 2> ends{pollfd{output_, POLLIN, 0}, pollfd{errors_, POLLIN, 0}};
  if (::poll(ends.data(), ends.size(), milliseconds) < 0 && errno != EINTR) return false;
  std::array<char, 65536> block{};
  for (auto& end : ends) {
    if (end.fd < 0 || end.revents == 0) continue;
    const ssize_t count = ::read(end.fd, block.data(), block.size());
    if (count > 0) {
      (end.fd == output_ ? result_.output : result_.errors)
          .append(block.data(), static_cast<std::size_t>(count));
    } else if (count == 0) {
      int& mine = end.fd == output_ ? output_ : errors_;
      ::close(mine);
      mine = -1;
    }
  }
  return output_ >= 0 || errors_ >= 0;
}

bool EngineProcess::waitFor(const std::string& text, double seconds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (result_.output.find(text) == std::string::npos) {
    if (std::chrono::steady_clock::now() > deadline || !readSome(100)) {
      return result_.output.find(text) != std::string::npos;
    }
  }
  return true;
}

EngineResult EngineProcess::wait() {
  while (readSome(1000)) {
  }
  closeInput();
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  result_.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result_;
}

EngineResult runEngine(const std::vector<std::string>& arguments, const std::string& program) {
  EngineProcess engine(arguments, program);
  return engine.wait();
}

}  // namespace skewscope::test
