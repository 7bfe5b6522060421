#include "core/report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skewscope::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Html, TextCannotBecomeMarkup) {
  EXPECT_EQ(htmlText("a < b & \"c\" 'd' > \x01\x1b[31m\n"),
            "a &lt; b &amp; &quot;c&quot; &#39;d&#39; &gt; [31m\n");
}

TEST(Html, ATableHasTitlesAndCellsForPeople) {
  Table table({{"name", "<Name>"}, {"accuracy", "Accuracy (%)", Align::Right, 1, 100}});
  table.add({std::string("SSL & co"), 0.4567});
  table.add({std::string("SL"), {}});
  const std::string html = htmlTable(table);
  EXPECT_THAT(html, HasSubstr("<th>&lt;Name&gt;</th><th class=\"number\">Accuracy (%)</th>"));
  EXPECT_THAT(html, HasSubstr("<tr><td>SSL &amp; co</td><td class=\"number\">45.7</td></tr>"));
  EXPECT_THAT(html, HasSubstr("<td>SL</td><td class=\"number\"></td>"));
}

}  // namespace
}  // namespace skewscope::report
