#include "ui/export/figure.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QImageWriter>
#include <QMarginsF>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>

#include "ui/export/run_csv.h"
#include "ui/plots/plot_painter.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr double kLargestMm = 2000;
constexpr double kLargestPixels = 20000;

QString ending(const QString& path) {
  return QFileInfo(path).suffix().toLower();
}

QByteArray toPdf(const FigureFormat& format, const FigureText& text, const FigureDrawing& drawing) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    writer.setPageSize(
        QPageSize(format.millimetres, QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setTitle(text.title);
    writer.setCreator(text.provenance);
    writer.setResolution(1200);
    QPainter painter(&writer);
    painter.scale(1200.0 / 72, 1200.0 / 72);
    drawing(painter, format.millimetres * kPointsPerMm);
  }
  return bytes;
}

QByteArray toSvg(const FigureFormat& format, const FigureText& text, const FigureDrawing& drawing) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  {
    const QSizeF points = format.millimetres * kPointsPerMm;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setTitle(text.title);
    generator.setDescription(text.provenance);
    // The view box is in tenths of a point, so that fractions survive the generator's whole numbers.
    generator.setResolution(720);
    generator.setSize(QSize(static_cast<int>(std::lround(points.width() * 10)),
                            static_cast<int>(std::lround(points.height() * 10))));
    generator.setViewBox(QRectF(0, 0, points.width() * 10, points.height() * 10));
    QPainter painter(&generator);
    painter.scale(10, 10);
    drawing(painter, points);
  }
  return bytes;
}

QByteArray toPng(const FigureFormat& format, const FigureText& text, const FigureDrawing& drawing) {
  const double perMm = format.dpi / 25.4;
  QImage image(static_cast<int>(std::lround(format.millimetres.width() * perMm)),
               static_cast<int>(std::lround(format.millimetres.height() * perMm)),
               format.transparent ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
  image.fill(format.transparent ? Qt::transparent : Qt::white);
  image.setDotsPerMeterX(static_cast<int>(std::lround(1000 * perMm)));
  image.setDotsPerMeterY(static_cast<int>(std::lround(1000 * perMm)));
  {
    QPainter painter(&image);
    painter.scale(format.dpi / 72, format.dpi / 72);
    drawing(painter, format.millimetres * kPointsPerMm);
  }
  image.setText(QStringLiteral("Title"), text.title);
  image.setText(QStringLiteral("Description"), text.provenance);
  image.setText(QStringLiteral("Software"), QStringLiteral("Skewscope ") + QLatin1String(SKEWSCOPE_VERSION));
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QImageWriter writer(&buffer, "png");
  writer.write(image);
  return bytes;
}

}  // namespace

std::vector<FigurePreset> figurePresets() {
  FigureFormat one;
  FigureFormat two;
  two.millimetres = {174, 80};
  FigureFormat slide;
  slide.millimetres = {254, 143};
  slide.fontSize = 14;
  slide.lineWidth = 1.8;
  return {{tr("One column (84 mm)"), one}, {tr("Two columns (174 mm)"), two}, {tr("Slide (16:9)"), slide}};
}

bool isDrawingName(const QString& path) {
  const QString suffix = ending(path);
  return suffix == u"pdf" || suffix == u"svg" || suffix == u"png";
}

QString writeDrawing(const QString& path, const FigureFormat& format, const FigureText& text,
                     const FigureDrawing& drawing) {
  const QSizeF size = format.millimetres;
  if (!(size.width() >= 10 && size.height() >= 10 && size.width() <= kLargestMm &&
        size.height() <= kLargestMm)) {
    return tr("A figure of %1 x %2 mm cannot be drawn: both sides must lie between 10 and %3 mm.")
        .arg(size.width())
        .arg(size.height())
        .arg(kLargestMm);
  }
  const QString suffix = ending(path);
  QByteArray bytes;
  if (suffix == u"pdf") {
    bytes = toPdf(format, text, drawing);
  } else if (suffix == u"svg") {
    bytes = toSvg(format, text, drawing);
  } else if (suffix == u"png") {
    const double pixels = std::max(size.width(), size.height()) * format.dpi / 25.4;
    if (!(format.dpi > 0) || pixels > kLargestPixels) {
      return tr("%1 dpi make an image of over %2 pixels a side. Choose less, or PDF.")
          .arg(format.dpi)
          .arg(kLargestPixels);
    }
    bytes = toPng(format, text, drawing);
  } else {
    return tr("The name “%1” does not say which format is meant. Let it end in .pdf, .svg, .png or .csv.")
        .arg(path);
  }
  return writeFile(path, bytes);
}

namespace {

QString nothingToDraw(const QString& path) {
  return tr("There is nothing to draw yet, so %1 was not written.").arg(path);
}

PlotPainter::Style styleOf(const FigureFormat& format) {
  PlotPainter::Style style;
  style.fontSize = format.fontSize;
  style.lineWidth = format.lineWidth;
  if (format.transparent) style.paper = QColor();
  return style;
}

}  // namespace

QString writeFigure(const QString& path, const BarChart& chart, const FigureFormat& format) {
  if (chart.isEmpty()) return nothingToDraw(path);
  if (ending(path) == u"csv") return writeFile(path, barChartCsv(chart));
  return writeDrawing(path, format, {chart.title, chart.provenance},
                      [&](QPainter& painter, const QSizeF& size) {
                        PlotPainter plot(painter, styleOf(format));
                        drawBarChart(plot, chart, QRectF(QPointF(0, 0), size), format.title);
                      });
}

QString writeFigure(const QString& path, const WeightChart& chart, const FigureFormat& format) {
  if (chart.isEmpty()) return nothingToDraw(path);
  if (ending(path) == u"csv") return writeFile(path, weightChartCsv(chart));
  return writeDrawing(path, format, {chart.title, chart.provenance},
                      [&](QPainter& painter, const QSizeF& size) {
                        PlotPainter plot(painter, styleOf(format));
                        drawWeightChart(plot, chart, QRectF(QPointF(0, 0), size), format.title);
                      });
}

QString writeFigure(const QString& path, const CurveSet& curves, const FigureFormat& format) {
  if (curves.isEmpty()) return nothingToDraw(path);
  if (ending(path) == u"csv") return writeFile(path, curvesCsv(curves));
  return writeDrawing(
      path, format, {curves.title, curves.provenance}, [&](QPainter& painter, const QSizeF& size) {
        PlotPainter(painter, styleOf(format)).curves(curves, QRectF(QPointF(0, 0), size), format.title);
      });
}

}  // namespace skewscope::ui
