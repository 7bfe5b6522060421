#include "ui/export/html_report.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include "core/base/error.h"
#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"

namespace skewscope::ui {
namespace {

struct HtmlReportTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::vector<std::string> ids;

  void SetUp() override {
    const auto store = store::Store::open(path);
    for (int seed = 1; seed <= 2; ++seed)
      ids.push_back(addMadeUpRun(
          *store, {.seed = seed, .epochs = 6, .done = 6, .name = "SL <b>&amp; co " + std::to_string(seed)}));
    ids.push_back(addMadeUpRun(*store, {.twin = true, .epochs = 6, .done = 6}));
    store->setNote(ids[0], "for the <script>alert(1)</script> reviewers");
  }
  QByteArray page() const {
    store::Reader reader(path);
    return htmlReport(reader, ids, QStringLiteral("Long tail & co"));
  }
};

TEST_F(HtmlReportTest, IsWellFormedSelfContainedAndHasEveryPart) {
  const QByteArray html = page();
  QXmlStreamReader xml(html);
  int tables = 0, drawings = 0, scripts = 0;
  QStringList titles;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    tables += xml.name() == u"table";
    drawings += xml.name() == u"svg";
    scripts += xml.name() == u"script";
    if (xml.name() == u"h2") titles.append(xml.readElementText());
  }
  ASSERT_FALSE(xml.hasError()) << xml.errorString().toStdString() << " in line " << xml.lineNumber();
  EXPECT_GE(tables, 3);
  EXPECT_GE(drawings, 6);  // summary, overall, loss, three runs
  EXPECT_EQ(scripts, 0);
  EXPECT_EQ(titles,
            (QStringList{QStringLiteral("Results"), QStringLiteral("Over seeds"), QStringLiteral("Figures"),
                         QStringLiteral("What the runs differ in"), QStringLiteral("Settings and origin"),
                         QStringLiteral("How to make the runs again")}));
  // Nothing is fetched from anywhere.
  static const QRegularExpression outside(QStringLiteral("(src|href)=.(https?:|//|file:)|@import|url\\("));
  EXPECT_FALSE(QString::fromUtf8(html).contains(outside));
  store::Reader reader(path);
  EXPECT_TRUE(html.contains(QByteArray::fromStdString(reader.run(ids[0]).specHash.substr(0, 12))));
  EXPECT_TRUE(html.contains("skewscope-engine train --spec run-1.json"));
}

TEST_F(HtmlReportTest, ARealBrowserShowsIt) {
  QString browser = QStandardPaths::findExecutable(QStringLiteral("chromium"));
  if (browser.isEmpty()) GTEST_SKIP() << "there is no chromium in the PATH";
  QTemporaryDir place;
  const QString file = place.filePath(QStringLiteral("report.html"));
  QFile out(file);
  ASSERT_TRUE(out.open(QIODevice::WriteOnly));
  out.write(page());
  out.close();
  QProcess chromium;
  chromium.start(
      browser, {QStringLiteral("--headless"), QStringLiteral("--no-sandbox"), QStringLiteral("--disable-gpu"),
                QStringLiteral("--user-data-dir=") + place.filePath(QStringLiteral("profile")),
                QStringLiteral("--dump-dom"), QStringLiteral("file://") + file});
  ASSERT_TRUE(chromium.waitForFinished(60'000));
  const QString dom = QString::fromUtf8(chromium.readAllStandardOutput());
  EXPECT_TRUE(dom.contains(QStringLiteral("<h1>Long tail &amp; co</h1>"))) << dom.left(500).toStdString();
  EXPECT_GE(dom.count(QStringLiteral("<svg")), 6);
  EXPECT_TRUE(dom.contains(QStringLiteral("&lt;script&gt;alert(1)")));  // a note stays text
}

TEST_F(HtmlReportTest, TheCommandWritesAFileAndSaysWhatIsWrong) {
  const QString file = QString::fromStdString((folder.path() / "r.html").string());
  const QString store = QString::fromStdString(path.string());
  EXPECT_EQ(runReportCommand({QStringLiteral("--store"), store, QStringLiteral("--out"), file}), 0);
  EXPECT_TRUE(QFile::exists(file));
  EXPECT_EQ(runReportCommand({QStringLiteral("--store"), store}), static_cast<int>(ErrorKind::Usage));
  EXPECT_EQ(runReportCommand({QStringLiteral("--store"), store, QStringLiteral("--runs"),
                              QStringLiteral("nobody"), QStringLiteral("--out"), file}),
            static_cast<int>(ErrorKind::Usage));
  EXPECT_NE(runReportCommand({QStringLiteral("--store"), store, QStringLiteral("--out"),
                              QStringLiteral("/nonexistent/r.html")}),
            0);
}

}  // namespace
}  // namespace skewscope::ui
