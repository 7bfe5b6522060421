#include "core/base/system.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <regex>
#include <set>
#include <string>

namespace skewscope {
namespace {

// Sets or unsets a variable for a scope.
class Variable {
 public:
  Variable(const char* name, std::optional<std::string> value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    set(value);
  }
  ~Variable() { set(old_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;

  void set(const std::optional<std::string>& value) {
    if (value) {
      setenv(name_, value->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
};

TEST(System, UuidsAreVersion4AndDiffer) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto uuid = newUuid();
    ASSERT_TRUE(std::regex_match(uuid, form)) << uuid;
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(System, FoldersFollowTheEnvironment) {
  const Variable home("HOME", "/home/someone");
  {
    const Variable own("SKEWSCOPE_HOME", std::nullopt), data("XDG_DATA_HOME", std::nullopt);
    const Variable cache("XDG_CACHE_HOME",
                         "");  // set but empty counts as unset (XDG base directory specification)
    EXPECT_EQ(dataHome(), "/home/someone/.local/share/skewscope");
    EXPECT_EQ(cacheHome(), "/home/someone/.cache/skewscope");
    EXPECT_EQ(defaultStorePath(), "/home/someone/.local/share/skewscope/experiments.skewscope");
  }
  const Variable data("XDG_DATA_HOME", "/data"), cache("XDG_CACHE_HOME", "/cache");
  {
    const Variable own("SKEWSCOPE_HOME", std::nullopt);
    EXPECT_EQ(dataHome(), "/data/skewscope");
    EXPECT_EQ(cacheHome(), "/cache/skewscope");
  }
  const Variable own("SKEWSCOPE_HOME", "/own");
  EXPECT_EQ(dataHome(), "/own");
}

TEST(System, FactsOfThisMachine) {
  EXPECT_TRUE(std::filesystem::exists(executableFolder() / "base_test"));
  EXPECT_GT(nowMs(), 1'700'000'000'000);  // November 2023
  EXPECT_FALSE(hostName().empty());
  EXPECT_LE(hostName().size(), 64u);
  const auto cpu = cpuInfo();
  EXPECT_GE(cpu.cores, 1);
  EXPECT_EQ(cpu.fastBf16(), cpu.avx512Bf16 || cpu.amxBf16);
}

}  // namespace
}  // namespace skewscope
