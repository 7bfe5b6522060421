#include "core/data/download.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/base/digest.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::data {
namespace {

using namespace test;

/// What the server does with one request.
struct Answer {
  int status = 200;  ///< 200 becomes 206 for a range, unless ranges are ignored
  bool ranges = true;
  std::size_t cut = ~std::size_t{0};  ///< the connection ends after so many bytes of the body
};

/// A web server on this machine with one file.
class Server {
 public:
  explicit Server(std::string content)
      : content_(std::move(content)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(socket_, 8) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
      throw std::runtime_error("cannot start a server");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/file.tar.gz"; }
  /// Answers to the next requests; after the last one: the whole file.
  void answer(std::vector<Answer> answers) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(answers);
    firsts_.clear();
  }
  /// First byte that each request has asked for.
  std::vector<std::size_t> firsts() {
    const std::lock_guard lock(mutex_);
    return firsts_;
  }

 private:
  std::string content_;
  int socket_;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<Answer> answers_;
  std::vector<std::size_t> firsts_;
  std::thread thread_;

  void serve() {
    for (;;) {
      const int client = ::accept(socket_, nullptr, nullptr);
      if (client < 0) return;
      std::string request;
      char buffer[4096];
      while (request.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
        if (got <= 0) break;
        request.append(buffer, static_cast<std::size_t>(got));
      }
      send(client, reply(request));
      ::close(client);
    }
  }
  std::string reply(const std::string& request) {
    const std::lock_guard lock(mutex_);
    const std::size_t at = request.find("Range: bytes=");
    const std::size_t first = at == std::string::npos ? 0 : std::stoul(request.substr(at + 13));
    firsts_.push_back(first);
    Answer answer;
    if (!answers_.empty()) {
      answer = answers_.front();
      answers_.erase(answers_.begin());
    }
    if (answer.status == 200 && answer.ranges && first > 0)
      answer.status = first < content_.size() ? 206 : 416;
    std::string body;
    if (answer.status == 200) body = content_;
    if (answer.status == 206) body = content_.substr(first);
    return "HTTP/1.1 " + std::to_string(answer.status) +
           " x\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
           body.substr(0, answer.cut);
  }
  static void send(int client, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t sent = ::send(client, text.data() + done, text.size() - done, MSG_NOSIGNAL);
      if (sent <= 0) return;
      done += static_cast<std::size_t>(sent);
    }
  }
};

class Download : public testing::Test {
 protected:
  void SetUp() override { ::setenv("no_proxy", "127.0.0.1", 1); }
  static std::string makeContent() {
    std::string content;
    for (std::size_t i = 0; i < 300'000; ++i) content += static_cast<char>(i * i >> 7);
    return content;
  }
  DownloadSource source() const {
    return {"test", server_.url(), "file.tar.gz", content_.size(), sha256Hex(content_)};
  }
  std::filesystem::path get(const DownloadSource& from) {
    DownloadOptions options;
    options.attempts = 3;
    options.waitMs = 1;
    options.progress = [this](std::uint64_t done, std::uint64_t total) {
      progress_.push_back(done);
      EXPECT_EQ(total, content_.size());
    };
    return download(from, folder_ / "a/b", options);
  }
  std::string part() { return contentOf(folder_ / "a/b/file.tar.gz.part"); }

  const std::string content_ = makeContent();
  Server server_{content_};
  TemporaryFolder folder_;
  std::vector<std::uint64_t> progress_;
};

TEST_F(Download, ArrivesWholeAndOnce) {
  const auto file = get(source());
  EXPECT_EQ(contentOf(file), content_);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a/b/file.tar.gz.part"));
  ASSERT_FALSE(progress_.empty());
  EXPECT_TRUE(std::ranges::is_sorted(progress_));
  EXPECT_EQ(progress_.back(), content_.size());
  get(source());
  EXPECT_EQ(server_.firsts().size(), 1u) << "what is there is not fetched again";
}

TEST_F(Download, GoesOnWhereItEnded) {
  server_.answer({{200, true, 100'000}, {200, true, 50'000}});
  EXPECT_EQ(contentOf(get(source())), content_);
  EXPECT_EQ(server_.firsts(), (std::vector<std::size_t>{0, 100'000, 150'000}));
}

TEST_F(Download, GoesOnInALaterCall) {
  server_.answer({{200, true, 70'000}, {503}, {200, true, 0}});
  expectError(ErrorKind::Resource, "70000 of 300000 bytes", [&] { get(source()); });
  EXPECT_EQ(part(), content_.substr(0, 70'000));
  server_.answer({});
  EXPECT_EQ(contentOf(get(source())), content_);
  EXPECT_EQ(server_.firsts(), (std::vector<std::size_t>{70'000}));
}

TEST_F(Download, StartsAgainWhereTheServerKnowsNoRanges) {
  server_.answer({{200, true, 100'000}, {200, false}});
  EXPECT_EQ(contentOf(get(source())), content_);
  EXPECT_EQ(server_.firsts(), (std::vector<std::size_t>{0, 100'000}));
}

TEST_F(Download, OtherContentIsRefused) {
  auto from = source();
  from.sha256 = std::string(64, '0');
  expectError(ErrorKind::Data, "has another checksum", [&] { get(from); });
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a/b/file.tar.gz"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a/b/file.tar.gz.part"));
  from = source();
  from.bytes = 1000;
  expectError(ErrorKind::Data, "is longer than the 1000 bytes", [&] { get(from); });
  // What was kept of another file does not fit, and is fetched anew.
  writeContent(folder_ / "a/b/file.tar.gz.part", std::string(200'000, 'x'));
  expectError(ErrorKind::Data, "has another checksum", [&] { get(source()); });
  EXPECT_EQ(contentOf(get(source())), content_);
  writeContent(folder_ / "a/b/file.tar.gz", "mine");
  expectError(ErrorKind::Data, "is not the published file", [&] { get(source()); });
  EXPECT_EQ(contentOf(folder_ / "a/b/file.tar.gz"), "mine");
}

TEST_F(Download, Refusals) {
  server_.answer({{404}});
  expectError(ErrorKind::Data, "status 404", [&] { get(source()); });
  EXPECT_EQ(server_.firsts().size(), 1u) << "it is not asked again";
  auto from = source();
  from.url = "file:///etc/passwd";
  expectError(ErrorKind::Data, "no address of http or https", [&] { get(from); });
  expectError(ErrorKind::Usage, "cifar10, cifar100, stl10", [] { downloadSource("mnist"); });
  for (const auto& known : downloadSources()) {
    EXPECT_EQ(&downloadSource(known.kind), &known);
    EXPECT_EQ(known.sha256.size(), 64u);
    EXPECT_TRUE(known.url.ends_with("/" + known.file));
  }
}

}  // namespace
}  // namespace skewscope::data
