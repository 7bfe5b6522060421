#include "core/data/registry.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "core/data/datasets.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

namespace skewscope::data {
namespace {

using namespace test;
namespace fs = std::filesystem;

RegisteredDataset sample(const std::string& name) {
  RegisteredDataset set;
  set.name = name;
  set.kind = "folder";
  set.path = "/data/pictures";
  set.options.side = 48;
  set.options.fit = Fit::Squash;
  set.options.testFraction = 0.25;
  set.options.splitSeed = 7;
  set.digest = std::string(64, 'a');
  set.classNames = {"chat", "éléphant"};
  set.trainPerClass = {5, 9};
  set.test = 4;
  set.height = set.width = 48;
  return set;
}

TEST(Registry, WhatIsWrittenIsRead) {
  auto lists = sample("lists");
  lists.kind = "list";
  lists.options.trainList = "/data/train.txt";
  lists.options.testList = "/data/test.txt";
  const std::vector<RegisteredDataset> entries{sample("first"), lists};
  EXPECT_EQ(parseRegistry(registryText(entries), "r"), entries);
  EXPECT_TRUE(parseRegistry(registryText({}), "r").empty());
  const TemporaryFolder folder;
  EXPECT_TRUE(readRegistry(folder / "none.json").empty());
  editRegistry(folder / "a/b/datasets.json", [&](auto& list) { list = entries; });
  EXPECT_EQ(readRegistry(folder / "a/b/datasets.json"), entries);
}

TEST(Registry, DamageIsNamed) {
  const auto good = nlohmann::json::parse(registryText({sample("first"), sample("second")}));
  const auto refused = [](const nlohmann::json& json, const std::string& part) {
    expectError(ErrorKind::Data, part, [&] { parseRegistry(json.dump(), "the registry"); });
    expectError(ErrorKind::Data, "the registry", [&] { parseRegistry(json.dump(), "the registry"); });
  };
  for (const char* text : {"", "{", "[]", "null", "{}", "{\"version\":1}"}) {
    expectError(ErrorKind::Data, "is no registry", [&] { parseRegistry(text, "r"); });
  }
  auto json = good;
  json["version"] = 2;
  refused(json, "is not of version 1");
  json = good;
  json["datasets"] = 5;
  refused(json, "has no list");
  json = good;
  json["datasets"][1] = "x";
  refused(json, "data set 1 is no object");
  json = good;
  json["datasets"][1]["name"] = "first";
  refused(json, "two data sets named first");
  for (const auto& [key, value] : good["datasets"][0].items()) {
    json = good;
    json["datasets"][1].erase(key);
    refused(json, "data set 1 has no \"" + key + "\"");
    for (const nlohmann::json& wrong : {nlohmann::json(nullptr), nlohmann::json(-1), nlohmann::json("\x01"),
                                        nlohmann::json::array({nullptr}), nlohmann::json(1e300)}) {
      // An empty or odd text is as good as another for the path of a list.
      if (key.ends_with("_list") && wrong.is_string()) continue;
      json = good;
      json["datasets"][1][key] = wrong;
      refused(json, "data set 1 has a wrong value of \"" + key + "\"");
    }
  }
}

TEST(Registry, NamesThatAreRefused) {
  for (const char* name : {"", "A", "-a", "_a", "a b", "a/b", "..", "é", "a.b"}) {
    expectError(ErrorKind::Usage, "cannot name a data set", [&] { checkDatasetName(name); });
  }
  expectError(ErrorKind::Usage, "cannot name", [] { checkDatasetName(std::string(64, 'a')); });
  checkDatasetName("0-my_set");
}

TEST(Registry, AnErrorWhileEditingChangesNothing) {
  const TemporaryFolder folder;
  const auto file = folder / "datasets.json";
  editRegistry(file, [](auto& list) { list.push_back(sample("first")); });
  const std::string before = contentOf(file);
  EXPECT_THROW(editRegistry(file,
                            [](auto& list) {
                              list.clear();
                              throw std::runtime_error("no");
                            }),
               std::runtime_error);
  EXPECT_EQ(contentOf(file), before);
  writeContent(file, "damaged");
  expectError(ErrorKind::Data, "is no registry", [&] { editRegistry(file, [](auto&) {}); });
  EXPECT_EQ(contentOf(file), "damaged") << "what cannot be read is not overwritten";
}

TEST(Registry, EditsAtTheSameTimeAreAllKept) {
  const TemporaryFolder folder;
  const auto file = folder / "datasets.json";
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5; ++i) {
        editRegistry(file, [&](auto& list) { list.push_back(sample("set-" + std::to_string(t * 5 + i))); });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(readRegistry(file).size(), 20u);
}

/// With a home folder of its own, and a small image folder to add.
class AddedDatasets : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("SKEWSCOPE_HOME", (folder_ / "home").c_str(), 1);
    ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
    makeImages(pictures());
  }
  void TearDown() override {
    ::unsetenv("SKEWSCOPE_HOME");
    ::unsetenv("XDG_CACHE_HOME");
  }
  static void makeImages(const fs::path& at) {
    for (const char* path : {"train/cat/a.png", "train/dog/b.png", "test/cat/c.png", "test/dog/d.png"}) {
      fs::create_directories((at / path).parent_path());
      fs::copy_file(dataFile(std::string(path).find("cat") != std::string::npos ? "smooth.png" : "grey.png"),
                    at / path);
    }
  }
  fs::path pictures() const { return folder_ / "pictures"; }
  RegisteredDataset add(const std::string& name = "mine", const DatasetOptions& options = {}) {
    return addDataset(name, "folder", pictures(), options, serialFor());
  }

  TemporaryFolder folder_;
};

TEST_F(AddedDatasets, AreKnownAndLoaded) {
  const std::size_t before = datasetInfos().size();
  const auto& old = datasetInfos();
  const auto added = add();
  EXPECT_EQ(added.path, pictures());
  ASSERT_EQ(datasetInfos().size(), before + 1);
  EXPECT_EQ(old.size(), before) << "what was returned before stays as it was";
  const auto& info = datasetInfo("mine");
  EXPECT_EQ(info.title, "mine");
  EXPECT_EQ(info.classNames, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(info.trainPerClass, (std::vector<std::int64_t>{1, 1}));
  EXPECT_EQ(info.test, 2);
  EXPECT_EQ(info.height, 32);
  EXPECT_FALSE(info.needsFolder);
  const auto dataset = loadDataset("mine", {}, serialFor());
  EXPECT_EQ(dataset.name, "mine");
  EXPECT_EQ(dataset.digest, added.digest);
  EXPECT_EQ(dataset.train.classCounts(), info.trainPerClass);
  removeDataset("mine");
  EXPECT_EQ(datasetInfos().size(), before);
  EXPECT_TRUE(fs::exists(pictures() / "train/cat/a.png"));
  expectError(ErrorKind::Usage, "No data set named \"mine\" was added", [] { removeDataset("mine"); });
  expectError(ErrorKind::Usage, "There is no data set \"mine\"",
              [] { loadDataset("mine", {}, serialFor()); });
}

TEST_F(AddedDatasets, NamesAreTakenOnce) {
  add();
  expectError(ErrorKind::Usage, "a data set \"mine\" already", [&] { add(); });
  expectError(ErrorKind::Usage, "a data set \"shapes\" already", [&] { add("shapes"); });
  expectError(ErrorKind::Usage, "a data set \"cifar10\" already", [&] { add("cifar10"); });
  expectError(ErrorKind::Usage, "cannot name a data set", [&] { add("My set"); });
  expectError(ErrorKind::Usage, "no kind of data set \"zip\"",
              [&] { addDataset("other", "zip", pictures(), {}, serialFor()); });
  expectError(ErrorKind::Data, "There is no folder",
              [&] { addDataset("other", "folder", folder_ / "nowhere", {}, serialFor()); });
  EXPECT_EQ(readRegistry(registryFile()).size(), 1u);
}

TEST_F(AddedDatasets, OptionsThatAKindDoesNotHave) {
  const auto refused = [&](const std::string& kind, const std::string& part, const auto& set) {
    DatasetOptions options;
    set(options);
    expectError(ErrorKind::Usage, part, [&] { addDataset("x", kind, pictures(), options, serialFor()); });
  };
  refused("folder", "side of 7", [](auto& o) { o.side = 7; });
  refused("folder", "side of 1025", [](auto& o) { o.side = 1025; });
  refused("folder", "side of -1", [](auto& o) { o.side = -1; });
  refused("cifar100", "they are not scaled", [](auto& o) { o.side = 64; });
  refused("folder", "has no lists", [](auto& o) { o.trainList = "x"; });
  refused("list", "needs a training and a test list", [](auto& o) { o.trainList = "x"; });
  refused("folder", "above 0 and below 1", [](auto& o) { o.testFraction = 1; });
}

TEST_F(AddedDatasets, OptionsAreKept) {
  DatasetOptions options;
  options.side = 24;
  options.fit = Fit::Squash;
  add("mine", options);
  EXPECT_EQ(datasetInfo("mine").height, 24);
  EXPECT_EQ(loadDataset("mine", {}, serialFor()).train.width, 24);
}

TEST_F(AddedDatasets, ChangedImagesAreNoticed) {
  add();
  fs::copy_file(dataFile("palette.png"), pictures() / "train/cat/a.png",
                fs::copy_options::overwrite_existing);
  expectError(ErrorKind::Data, "has other images than mine had",
              [] { loadDataset("mine", {}, serialFor()); });
}

TEST_F(AddedDatasets, AMovedOneIsFoundByItsDigest) {
  const auto added = add();
  fs::create_directories(folder_ / "disk/a-others");
  makeImages(folder_ / "disk/b-decoy");
  fs::copy_file(dataFile("palette.png"), folder_ / "disk/b-decoy/train/cat/a.png",
                fs::copy_options::overwrite_existing);
  fs::rename(pictures(), folder_ / "disk/moved");
  expectError(ErrorKind::Data, "datasets locate mine PATH", [] { loadDataset("mine", {}, serialFor()); });
  // Without the registry's help: the path by hand, checked by its digest.
  EXPECT_EQ(loadDataset("mine", folder_ / "disk/moved", serialFor()).digest, added.digest);
  expectError(ErrorKind::Data, "has other images",
              [&] { loadDataset("mine", folder_ / "disk/b-decoy", serialFor()); });
  expectError(ErrorKind::Data, "none has the images of mine",
              [&] { locateDataset("mine", folder_ / "disk/b-decoy", serialFor()); });
  EXPECT_EQ(locateDataset("mine", folder_ / "disk", serialFor()).path, folder_ / "disk/moved");
  EXPECT_EQ(loadDataset("mine", {}, serialFor()).digest, added.digest);
  expectError(ErrorKind::Usage, "No data set named",
              [&] { locateDataset("other", folder_ / "disk", serialFor()); });
}

TEST_F(AddedDatasets, ARunFindsTheImagesThatItWasBegunWithByTheirDigest) {
  const auto added = add();
  const auto same = [&](const std::string& name, const fs::path& at) {
    return loadSameDataset(name, at, added.digest, serialFor());
  };
  EXPECT_EQ(same("mine", pictures()).digest, added.digest);
  // The folder that the run names has gone; the registry knows where the images are, under its name or
  // another.
  fs::create_directories(folder_ / "disk");
  fs::rename(pictures(), folder_ / "disk/moved");
  expectError(ErrorKind::Data, "is not at", [&] { same("mine", pictures()); });
  locateDataset("mine", folder_ / "disk", serialFor());
  EXPECT_EQ(same("mine", pictures()).digest, added.digest);
  removeDataset("mine");
  addDataset("other-name", "folder", folder_ / "disk/moved", {}, serialFor());
  const auto found = same("mine", pictures());
  EXPECT_EQ(found.digest, added.digest);
  EXPECT_EQ(found.name, "mine");
  // Other images in its place are not taken for them.
  makeImages(pictures());
  fs::copy_file(dataFile("palette.png"), pictures() / "train/cat/a.png",
                fs::copy_options::overwrite_existing);
  removeDataset("other-name");
  addDataset("mine", "folder", pictures(), {}, serialFor());
  expectError(ErrorKind::Data, "digest has changed", [&] { same("mine", pictures()); });
}

TEST_F(AddedDatasets, ListsMoveWithTheirFolder) {
  writeContent(pictures() / "train.txt", "train/cat/a.png 0\ntrain/dog/b.png 1\n");
  writeContent(pictures() / "test.txt", "test/dog/d.png 1\n");
  DatasetOptions options;
  options.trainList = pictures() / "train.txt";
  options.testList = pictures() / "test.txt";
  const auto added = addDataset("listed", "list", pictures(), options, serialFor());
  EXPECT_EQ(datasetInfo("listed").test, 1);
  fs::rename(pictures(), folder_ / "moved");
  const auto found = locateDataset("listed", folder_ / "moved", serialFor());
  EXPECT_EQ(found.options.trainList, folder_ / "moved/train.txt");
  EXPECT_EQ(loadDataset("listed", {}, serialFor()).digest, added.digest);
}

TEST_F(AddedDatasets, APublishedOneNeedsNoFolderOnceItIsAdded) {
  const char* path = std::getenv("SKEWSCOPE_TEST_CIFAR10");
  if (!path || !fs::exists(path)) GTEST_SKIP() << "set SKEWSCOPE_TEST_CIFAR10 to CIFAR-10";
  const std::size_t before = datasetInfos().size();
  const auto added = addDataset("cifar10", "cifar10", path, {}, serialFor());
  EXPECT_EQ(datasetInfos().size(), before) << "it stands in the place of the one without a path";
  EXPECT_FALSE(datasetInfo("cifar10").needsFolder);
  EXPECT_EQ(datasetInfo("cifar10").title, "CIFAR-10");
  const auto dataset = loadDataset("cifar10", {}, serialFor());
  EXPECT_EQ(dataset.digest, added.digest);
  EXPECT_EQ(dataset.mean[0], 0.4914f);
  removeDataset("cifar10");
  EXPECT_TRUE(datasetInfo("cifar10").needsFolder);
}

TEST_F(AddedDatasets, ADamagedRegistryHidesNothingElse) {
  fs::create_directories(folder_ / "home");
  writeContent(registryFile(), "damaged");
  EXPECT_EQ(datasetInfos().front().name, "shapes");
  EXPECT_EQ(loadDataset("shapes", {}, serialFor()).name, "shapes");
  expectError(ErrorKind::Usage, "is no registry of data sets", [] { datasetInfo("mine"); });
}

}  // namespace
}  // namespace skewscope::data
