#include "core/base/system.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
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
  EXPECT_GE(cpuInfo().cores, 1);
}

CpuInfo cpuOf(const std::string& vendor, const std::string& flags) {
  std::istringstream in("processor\t: 0\nvendor_id\t: " + vendor +
                        "\nmodel name\t: A (R) Processor: 1\nbugs\t:\nflags\t\t: fpu " + flags +
                        "\n\nprocessor\t: 1\nvendor_id\t: another\nflags\t: amx_bf16\n");
  return readCpuInfo(in);
}

TEST(CpuInfo, SaysWhatTheFirstProcessorHas) {
  const CpuInfo plain = cpuOf("AuthenticAMD", "avx avx2");
  EXPECT_EQ(plain.model, "A (R) Processor: 1");
  EXPECT_TRUE(plain.avx2);
  EXPECT_FALSE(plain.avx512 || plain.avx512Bf16 || plain.amxBf16 || plain.intel);
  EXPECT_TRUE(cpuOf("GenuineIntel", "avx512f").intel);
  EXPECT_TRUE(cpuOf("GenuineIntel", "avx512f").avx512);
  std::istringstream nothing("");
  EXPECT_FALSE(readCpuInfo(nothing).avx2);
}

TEST(CpuInfo, Bfloat16IsFasterWithAmxAndOnAmd) {
  struct Case {
    const char *vendor, *flags;
    bool computes, fast;
  };
  for (const auto& [vendor, flags, computes, fast] :
       {Case{"AuthenticAMD", "avx2", false, false}, Case{"AuthenticAMD", "avx512f avx512_bf16", true, true},
        Case{"GenuineIntel", "avx512f", false, false},
        Case{"GenuineIntel", "avx512f avx512_bf16", true, false},
        Case{"GenuineIntel", "avx512f avx512_bf16 amx_tile amx_bf16", true, true}}) {
    const CpuInfo cpu = cpuOf(vendor, flags);
    EXPECT_EQ(cpu.computesBf16(), computes) << vendor << ": " << flags;
    EXPECT_EQ(cpu.fastBf16(), fast) << vendor << ": " << flags;
  }
}

}  // namespace
}  // namespace skewscope
