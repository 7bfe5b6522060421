// Views of the window that are kept.

#include <chrono>
#include <thread>

#include "tests/core/store/store_fixture.h"

namespace skewscope::store {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ViewsTest : public StoreTest {
 protected:
  std::unique_ptr<Store> store_ = Store::open(path());
};

TEST_F(ViewsTest, ViewsAreKeptRenamedReplacedAndRemoved) {
  const std::string first = store_->saveView("", "Gap of SimCLR", R"({"tab":"curves"})");
  std::this_thread::sleep_for(std::chrono::milliseconds(2));  // views of one moment have no order
  const std::string second = store_->saveView("", "Rare classes", R"({"tab":"compare"})");
  Reader reader(path());
  ASSERT_THAT(reader.views(), SizeIs(2));
  EXPECT_EQ(reader.views()[0].id, first);
  EXPECT_EQ(reader.views()[0].title, "Gap of SimCLR");
  EXPECT_EQ(reader.views()[0].state, R"({"tab":"curves"})");
  EXPECT_EQ(reader.views()[1].id, second);
  EXPECT_EQ(store_->saveView(first, "Gap", R"({"tab":"groups"})"), first);
  ASSERT_THAT(reader.views(), SizeIs(2));
  EXPECT_EQ(reader.views()[0].title, "Gap");
  EXPECT_EQ(reader.views()[0].state, R"({"tab":"groups"})");
  EXPECT_GE(reader.views()[0].changedMs, reader.views()[0].createdMs);
  const ViewRecord before = reader.views()[0];
  store_->removeView(first);
  ASSERT_THAT(reader.views(), SizeIs(1));
  EXPECT_EQ(reader.views()[0].id, second);
  store_->restoreView(before);
  ASSERT_THAT(reader.views(), SizeIs(2));
  EXPECT_EQ(reader.views()[0].id, first) << "its place is by the time at which it was made";
  EXPECT_EQ(reader.views()[0].createdMs, before.createdMs);
  EXPECT_EQ(reader.views()[0].changedMs, before.changedMs);
}

TEST_F(ViewsTest, WhatIsNoViewIsRefused) {
  const std::string id = store_->saveView("", "x", "{}");
  const ViewRecord view = Reader(path()).views()[0];
  const auto refused = [&](const auto& what) { return std::string(thrownError(what).message()); };
  EXPECT_THAT(refused([&] { store_->saveView("no such", "x", "{}"); }), HasSubstr("no view"));
  EXPECT_THAT(refused([&] { store_->saveView("", "x", "[1]"); }), HasSubstr("JSON object"));
  EXPECT_THAT(refused([&] { store_->saveView("", "x", "{"); }), HasSubstr("JSON object"));
  EXPECT_THAT(refused([&] { store_->saveView("", " \t", "{}"); }), HasSubstr("needs a name"));
  EXPECT_THAT(refused([&] { store_->restoreView(view); }), HasSubstr("already"));
  store_->removeView("no such");
  EXPECT_THAT(Reader(path()).views(), SizeIs(1));
  store_->removeView(id);
  EXPECT_THAT(Reader(path()).views(), IsEmpty());
}

TEST_F(ViewsTest, TitleAndStateHaveALimit) {
  const std::string longest(kMostViewTitle, 'x');
  const std::string largest = R"({"a":")" + std::string(kMostViewState - 8, 'x') + R"("})";
  ASSERT_EQ(largest.size(), kMostViewState);
  store_->saveView("", longest, largest);
  EXPECT_EQ(Reader(path()).views()[0].state.size(), kMostViewState);
  EXPECT_THAT(thrownError([&] { store_->saveView("", longest + "x", "{}"); }).message(), HasSubstr("200"));
  EXPECT_THAT(thrownError([&] { store_->saveView("", "x", largest + " "); }).message(),
              HasSubstr("1024 KiB"));
  EXPECT_THAT(Reader(path()).views(), SizeIs(1));
}

}  // namespace skewscope::store
