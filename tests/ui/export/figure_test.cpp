#include "ui/export/figure.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QXmlStreamReader>

#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/read_runs.h"
#include "tests/ui/support/screenshot.h"
#include "ui/export/figure_dialog.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct FigureTest : testing::Test {
  test::TemporaryFolder folder;
  QString in(const char* name) const { return QString::fromStdString((folder.path() / name).string()); }
  CurveSet curves(CurveView view = CurveView::PerClass) {
    const auto path = folder.path() / "s.skewscope";
    {
      auto store = store::Store::open(path);
      addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .epochs = 60, .done = 60});
    }
    CurveRequest request;
    request.runs = readAll(path);
    request.view = view;
    request.runColour = [](const store::RunRecord&) { return runColour(0); };
    return buildCurves(request);
  }
  static QByteArray read(const QString& path) {
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
    return file.readAll();
  }
};

TEST_F(FigureTest, PngHasTheSizeInMillimetresAndItsOrigin) {
  const CurveSet set = curves();
  FigureFormat format;
  format.dpi = 254;
  ASSERT_EQ(writeFigure(in("f.png"), set, format), QString());
  const QImage image(in("f.png"));
  EXPECT_EQ(image.size(), QSize(840, 600));
  EXPECT_EQ(image.dotsPerMeterX(), 10000);
  EXPECT_EQ(image.text(QStringLiteral("Title")), set.title);
  EXPECT_EQ(image.text(QStringLiteral("Description")), set.provenance);
  EXPECT_EQ(image.pixelColor(0, 0), QColor(Qt::white));
}

TEST_F(FigureTest, PdfIsAVectorFileOfThatSizeWithItsOrigin) {
  const CurveSet set = curves();
  ASSERT_EQ(writeFigure(in("f.pdf"), set, {}), QString());
  const QByteArray bytes = read(in("f.pdf"));
  EXPECT_TRUE(bytes.startsWith("%PDF-"));
  EXPECT_LT(bytes.size(), 300'000);
  EXPECT_FALSE(bytes.contains("/Subtype /Image"));
  EXPECT_TRUE(bytes.contains("/MediaBox [0 0 238"));  // 84 mm = 238.1 pt
  // Titles are stored as UTF-16 with a byte order mark.
  const auto utf16 = [](const QString& text) {
    QByteArray encoded;
    for (const QChar c : text)
      encoded.append(static_cast<char>(c.unicode() >> 8)).append(static_cast<char>(c.unicode() & 255));
    return encoded;
  };
  EXPECT_TRUE(bytes.contains(utf16(set.title)));
  EXPECT_TRUE(bytes.contains(utf16(QStringLiteral("Skewscope 0"))));
}

TEST_F(FigureTest, SvgIsReadableAndKeepsItsOrigin) {
  const CurveSet set = curves();
  ASSERT_EQ(writeFigure(in("f.svg"), set, {}), QString());
  const QByteArray bytes = read(in("f.svg"));
  QXmlStreamReader xml(bytes);
  QString title, description;
  int lines = 0;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == u"polyline" || xml.name() == u"path") ++lines;
    if (xml.name() == u"title") title = xml.readElementText();
    if (xml.name() == u"desc") description = xml.readElementText();
  }
  EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
  EXPECT_EQ(title, set.title);
  EXPECT_EQ(description, set.provenance);
  EXPECT_GE(lines, 10);
  QSvgRenderer renderer(bytes);
  EXPECT_TRUE(renderer.isValid());
  EXPECT_NEAR(renderer.viewBoxF().width() / renderer.viewBoxF().height(), 84.0 / 60, 0.01);
}

TEST_F(FigureTest, CsvListsEveryPointDrawn) {
  const CurveSet set = curves();
  ASSERT_EQ(writeFigure(in("f.csv"), set, {}), QString());
  EXPECT_EQ(read(in("f.csv")).count('\n'), 3 + 10 * 60);
}

TEST_F(FigureTest, WhatCannotBeWrittenIsSaidAndWritesNothing) {
  const CurveSet set = curves();
  EXPECT_FALSE(writeFigure(in("f.gif"), set, {}).isEmpty());
  EXPECT_FALSE(writeFigure(in("f"), set, {}).isEmpty());
  EXPECT_FALSE(writeFigure(in("f.png"), CurveSet(), {}).isEmpty());
  FigureFormat huge;
  huge.dpi = 100000;
  EXPECT_FALSE(writeFigure(in("f.png"), set, huge).isEmpty());
  FigureFormat flat;
  flat.millimetres = {84, 1};
  EXPECT_FALSE(writeFigure(in("f.pdf"), set, flat).isEmpty());
  for (const char* name : {"f.gif", "f", "f.png", "f.pdf"}) EXPECT_FALSE(QFile::exists(in(name))) << name;
}

TEST_F(FigureTest, TheDialogWritesWhatItSaysAndKeepsAnErrorInPlace) {
  const CurveSet set = curves();
  FigureDialog dialog(set.title, [&](const QString& path, const FigureFormat& format) {
    return writeFigure(path, set, format);
  });
  QSignalSpy written(&dialog, &FigureDialog::written);
  auto* path = dialog.findChild<QLineEdit*>(QStringLiteral("path"));
  auto* problem = dialog.findChild<QLabel*>(QStringLiteral("problem"));
  auto* preset = dialog.findChild<QComboBox*>(QStringLiteral("preset"));
  ASSERT_TRUE(path != nullptr && problem != nullptr && preset != nullptr);
  dialog.show();
  screenshot(dialog, QStringLiteral("figure_dialog"));
  QPushButton* write = nullptr;
  for (QPushButton* button : dialog.findChildren<QPushButton*>()) {
    if (button->isDefault()) write = button;
  }
  ASSERT_NE(write, nullptr);
  path->setText(QStringLiteral("/nowhere/at/all.pdf"));
  write->click();
  EXPECT_TRUE(problem->isVisible());
  EXPECT_TRUE(dialog.isVisible());
  path->setText(in("two.png"));
  preset->setCurrentIndex(1);
  write->click();
  EXPECT_EQ(written.count(), 1);
  EXPECT_FALSE(dialog.isVisible());
  EXPECT_EQ(QImage(in("two.png")).width(), qRound(174 / 25.4 * 300));
}

}  // namespace
}  // namespace skewscope::ui
