#include "core/cuda/plugin_loader.h"

#include <gmock/gmock.h>

#include <string>
#include <tuple>

#include "core/base/error.h"
#include "core/cuda/driver.h"
#include "core/cuda/view_settings.h"
#include "tests/core/base/environment_variable.h"
#include "tests/core/base/expect_error.h"

namespace skewscope::cuda {
namespace {

using test::EnvironmentVariable;
using testing::HasSubstr;

std::string whyNot(const char* file) {
  try {
    loadPlugin(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Resource);
    return error.message();
  }
  return {};
}

TEST(Plugin, OfTheRightVersionIsLoaded) {
  const SkewscopeCudaPlugin& plugin = loadPlugin(FAKE_PLUGIN);
  EXPECT_EQ(plugin.toolkit, 13000);
  EXPECT_EQ(deviceProblem(plugin, 0), "");
  const EnvironmentVariable check("FAKE_CHECK", "It is too warm.");
  EXPECT_EQ(deviceProblem(plugin, 0), "It is too warm.");
}

TEST(Plugin, ThatCannotBeUsedSaysWhatToDo) {
  EXPECT_THAT(whyNot("/no/such/libskewscope-cuda.so"), HasSubstr("cannot be loaded"));
  EXPECT_THAT(whyNot(FAKE_DRIVER), HasSubstr("not the CUDA plug-in"));
  EXPECT_THAT(whyNot(FOREIGN_PLUGIN), HasSubstr("version 999"));
  EXPECT_THAT(whyNot(FOREIGN_PLUGIN), HasSubstr("Build everything anew"));
}

TEST(Plugin, SettingsOfViewsCrossTheInterfaceWhole) {
  augment::Settings settings;
  settings.pipeline = augment::Pipeline::SelfSupervised;
  settings.cropPadding = 1;
  settings.flip = 2;
  settings.cropScale = 3;
  settings.jitterProbability = 4;
  settings.brightness = 5;
  settings.contrast = 6;
  settings.saturation = 7;
  settings.hue = 8;
  settings.grayscale = 9;
  settings.mean = {10, 11, 12};
  settings.stddev = {13, 14, 15};
  const auto back = unpacked(packed(settings));
  ASSERT_TRUE(back);
  const auto values = [](const augment::Settings& s) {
    return std::tuple(s.pipeline, s.cropPadding, s.flip, s.cropScale, s.jitterProbability, s.brightness,
                      s.contrast, s.saturation, s.hue, s.grayscale, s.mean, s.stddev);
  };
  EXPECT_EQ(values(*back), values(settings));
  SkewscopeViewSettings wrong = packed(settings);
  wrong.pipeline = 3;
  EXPECT_FALSE(unpacked(wrong));
}

TEST(Plugin, LongSentencesAreCut) {
  const EnvironmentVariable check("FAKE_CHECK", std::string(5000, 'x'));
  EXPECT_EQ(deviceProblem(loadPlugin(FAKE_PLUGIN), 0).size(), 511u);
}

#ifdef REAL_PLUGIN
TEST(Plugin, ThatIsBuiltHereLoadsWithAndWithoutADriver) {
  const SkewscopeCudaPlugin& plugin = loadPlugin(REAL_PLUGIN);
  EXPECT_GE(plugin.toolkit, kLeastCudaVersion);
  const Driver driver = findDriver();
  if (driver.devices.empty() || !driver.devices[0].usable() || !driver.newEnough()) {
    EXPECT_THAT(deviceProblem(plugin, 0), HasSubstr("CUDA"));
  } else {
    EXPECT_EQ(deviceProblem(plugin, 0), "");
  }
  EXPECT_THAT(deviceProblem(plugin, 99), HasSubstr("CUDA"));
  // Sizes are checked before any device is.
  SkewscopeViews views{};
  views.settings = packed({});
  views.height = views.width = 8;
  views.batch = views.views = 2;
  views.orderSize = 4;
  const SkewscopeStep step{};  // nobody looks at it
  views.step = &step;
  for (const auto& change : std::initializer_list<void (*)(SkewscopeViews&)>{
           [](SkewscopeViews& v) { v.outBytes = 4 * 3 * 64 * 4 - 1; },
           [](SkewscopeViews& v) { v.height = kMostViewSide + 1; }, [](SkewscopeViews& v) { v.type = 3; },
           [](SkewscopeViews& v) { v.batch = 0; }, [](SkewscopeViews& v) { v.orderSize = 1; },
           [](SkewscopeViews& v) { v.step = nullptr; },
           [](SkewscopeViews& v) { v.settings.pipeline = -1; }}) {
    SkewscopeViews wrong = views;
    wrong.outBytes = 4 * 3 * 64 * 4;
    change(wrong);
    test::expectError(ErrorKind::Resource, "looking at the sizes of views",
                      [&] { start(plugin.makeViews, "Views cannot be made", 0, nullptr, wrong); });
  }
}

TEST(PluginLoader, TheRealPluginRefusesTasksThatMakeNoSense) {
  const SkewscopeCudaPlugin& plugin = loadPlugin(REAL_PLUGIN);
  const NormShape none{.views = 1, .rows = 0, .channels = 4};
  EXPECT_EQ(plugin.normScratch(&none), 0);
  const ViewVectors vectors{.images = 0, .dimension = 4};
  EXPECT_EQ(plugin.ntXentScratch(&vectors), 0);
  // Without a driver they say that; with one, what is wrong. Neither starts a kernel.
  const auto refused = [&](const auto& function, const auto& task) {
    test::expectError(ErrorKind::Resource, "It cannot be done on the GPU: CUDA, ",
                      [&] { start(function, "It cannot be done", 0, nullptr, task); });
  };
  refused(plugin.normForward, NormForward());
  refused(plugin.normInference, NormForward());
  refused(plugin.normBackward, NormBackward());
  refused(plugin.simSiam, SimSiamTask());
  refused(plugin.ntXent, NtXentTask());
  UpdateTask groups;
  for (const int count : {-1, 0, 1, kMostParameterGroups + 1}) {
    groups.count = count;
    for (const auto function : {plugin.sgd, plugin.samNorm, plugin.samPerturb, plugin.restore})
      refused(function, groups);
  }
}
#endif

}  // namespace
}  // namespace skewscope::cuda
