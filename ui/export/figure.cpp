#include "ui/export/figure.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QImageWriter>
#include <QMarginsF>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "core/report/html.h"
#include "ui/export/figure_drawing.h"
#include "ui/export/figure_table.h"
#include "ui/export/pgfplots.h"
#include "ui/export/run_csv.h"
#include "ui/export/svg_fonts.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::FigureSpec;

constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr double kLargestPixels = 20000;
constexpr int kPdfResolution = 1200;

QSizeF millimetres(const FigureSpec& spec) {
  return {spec.widthMm, spec.heightMm};
}

/// The origin of the values, with the figure where it can be drawn again from a store.
std::string originOf(const FigureContent& content, const FigureSpec& spec) {
  const bool stored = !content.origin.runs.empty() || !content.origin.experiment.empty();
  return report::originJson(content.origin, stored ? &spec : nullptr);
}

QByteArray toPdf(const FigureContent& content, const FigureSpec& spec) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(millimetres(spec), QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setTitle(content.title());
    writer.setCreator(content.provenance());
    writer.setDocumentXmpMetadata(QByteArray::fromStdString(
        report::xmpPacket(content.title().toStdString(), content.origin.program, originOf(content, spec))));
    writer.setResolution(kPdfResolution);
    QPainter painter(&writer);
    painter.scale(kPdfResolution / 72.0, kPdfResolution / 72.0);
    drawFigure(painter, millimetres(spec) * kPointsPerMm, content, spec);
  }
  return bytes;
}

constexpr const char *kTitleHere = "skewscope-title", *kDescriptionHere = "skewscope-description";

/// The title and the description of a drawing, whose texts come from strangers, in their places.
QByteArray withHead(QByteArray svg, const FigureContent& content) {
  const auto put = [&](const char* place, const QString& text) {
    const QByteArray words = QByteArray::fromStdString(report::htmlText(text.toStdString()));
    if (const qsizetype at = svg.indexOf(place); at >= 0)
      svg.replace(at, static_cast<qsizetype>(std::strlen(place)), words);
  };
  put(kDescriptionHere, content.provenance());
  put(kTitleHere, content.title());
  return svg;
}

/// A drawing with what it says of itself; `fonts` gives it those of its texts.
QByteArray toSvg(const FigureContent& content, const FigureSpec& spec,
                 QByteArray (*fonts)(const QByteArray&)) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  {
    const QSizeF points = millimetres(spec) * kPointsPerMm;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    // The generator writes both as they are; withHead() puts in what could be taken for markup.
    generator.setTitle(QLatin1String(kTitleHere));
    generator.setDescription(QLatin1String(kDescriptionHere));
    // The view box is in tenths of a point, so that fractions survive the generator's whole numbers.
    generator.setResolution(720);
    generator.setSize(QSize(static_cast<int>(std::lround(points.width() * 10)),
                            static_cast<int>(std::lround(points.height() * 10))));
    generator.setViewBox(QRectF(0, 0, points.width() * 10, points.height() * 10));
    QPainter painter(&generator);
    painter.scale(10, 10);
    drawFigure(painter, points, content, spec);
  }
  return QByteArray::fromStdString(
      report::svgWithOrigin(withHead(fonts(bytes), content).toStdString(), originOf(content, spec)));
}

QImage toImage(const FigureContent& content, const FigureSpec& spec, double pixelsPerPoint) {
  const QSizeF points = millimetres(spec) * kPointsPerMm, size = points * pixelsPerPoint;
  QImage image(std::max(1, static_cast<int>(std::lround(size.width()))),
               std::max(1, static_cast<int>(std::lround(size.height()))),
               spec.paper ? QImage::Format_RGB32 : QImage::Format_ARGB32_Premultiplied);
  image.fill(spec.paper ? Qt::white : Qt::transparent);
  QPainter painter(&image);
  painter.scale(pixelsPerPoint, pixelsPerPoint);
  drawFigure(painter, points, content, spec);
  return image;
}

QByteArray toPng(const FigureContent& content, const FigureSpec& spec) {
  QImage image = toImage(content, spec, spec.dpi / 72);
  const int perMetre = static_cast<int>(std::lround(1000 * spec.dpi / 25.4));
  image.setDotsPerMeterX(perMetre);
  image.setDotsPerMeterY(perMetre);
  image.setText(QStringLiteral("Title"), content.title());
  image.setText(QStringLiteral("Description"), content.provenance());
  image.setText(QStringLiteral("Software"), text(content.origin.program));
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QImageWriter writer(&buffer, "png");
  writer.write(image);
  return QByteArray::fromStdString(report::pngWithOrigin(bytes.toStdString(), originOf(content, spec)));
}

QByteArray toCsv(const FigureContent& content) {
  if (const auto* set = std::get_if<CurveSet>(&content.plot)) return curvesCsv(*set);
  if (const auto* weights = std::get_if<WeightChart>(&content.plot)) return weightChartCsv(*weights);
  if (const auto* bars = std::get_if<BarChart>(&content.plot)) return barChartCsv(*bars);
  if (const auto* points = std::get_if<PointChart>(&content.plot)) return pointChartCsv(*points);
  if (const auto* matrix = std::get_if<ConfusionChart>(&content.plot)) return confusionCsv(*matrix);
  if (const auto* map = std::get_if<MapChart>(&content.plot)) return mapChartCsv(*map);
  return summaryCsv(std::get<SummaryChart>(content.plot));
}

}  // namespace

std::vector<FigurePreset> figurePresets() {
  return {{tr("One column (84 mm)"), 84, 60, 8, 1},           {tr("Two columns (174 mm)"), 174, 80, 8, 1},
          {tr("NeurIPS, ICLR: text width"), 139.7, 70, 8, 1}, {tr("ICML, CVPR: one column"), 82.5, 60, 8, 1},
          {tr("ICML: two columns"), 171.4, 80, 8, 1},         {tr("IEEE: one column"), 88.9, 62, 8, 1},
          {tr("IEEE: two columns"), 181.8, 80, 8, 1},         {tr("Nature: one column"), 89, 62, 7, 0.8},
          {tr("Nature: two columns"), 183, 80, 7, 0.8},       {tr("Slide (16:9)"), 254, 143, 14, 1.8}};
}

std::vector<FigureFileType> figureFileTypes() {
  return {{QStringLiteral("pdf"), tr("PDF")},
          {QStringLiteral("svg"), tr("SVG")},
          {QStringLiteral("png"), tr("PNG")},
          {QStringLiteral("tikz"), tr("pgfplots for LaTeX")},
          {QStringLiteral("csv"), tr("CSV, the values")},
          {QStringLiteral("tex"), tr("Table for LaTeX")},
          {QStringLiteral("md"), tr("Table in Markdown")},
          {QStringLiteral("json"), tr("The figure itself")}};
}

QString writeFigure(const QString& path, const FigureContent& unstyled, const FigureSpec& spec) {
  if (unstyled.isEmpty()) {
    const QString said = tr("There is nothing to draw yet, so %1 was not written.").arg(path);
    return (said + u' ' + unstyled.message()).trimmed();
  }
  if (const std::string problem = report::problemOf(spec); !problem.empty()) return text(problem);
  const FigureContent content = styled(unstyled, spec);
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (suffix == u"pdf") return writeFile(path, toPdf(content, spec));
  if (suffix == u"svg") return writeFile(path, toSvg(content, spec, withFonts));
  if (suffix == u"png") {
    if (std::max(spec.widthMm, spec.heightMm) * spec.dpi / 25.4 > kLargestPixels) {
      return tr("%1 dpi make an image of over %2 pixels a side. Choose less, or PDF.")
          .arg(spec.dpi)
          .arg(kLargestPixels);
    }
    return writeFile(path, toPng(content, spec));
  }
  if (suffix == u"csv") return writeFile(path, toCsv(content));
  if (suffix == u"tikz") return writeFile(path, pgfplots(content, spec));
  if (suffix == u"tex" || suffix == u"md") {
    const auto format = suffix == u"md" ? report::TableFormat::Markdown : report::TableFormat::Latex;
    return writeFile(path, QByteArray::fromStdString(figureTable(content).write(format)));
  }
  if (suffix == u"json") return writeFile(path, QByteArray::fromStdString(report::toJson(spec) + "\n"));
  QStringList endings;
  for (const FigureFileType& type : figureFileTypes()) endings.append(u'.' + type.suffix);
  return tr("The name “%1” does not say which format is meant. Let it end in one of %2.")
      .arg(path, endings.join(QStringLiteral(", ")));
}

QByteArray figureSvg(const FigureContent& content, const FigureSpec& spec) {
  return toSvg(styled(content, spec), spec, withFontFallback);
}

QImage figureImage(const FigureContent& content, const FigureSpec& spec, double pixelsPerPoint) {
  return toImage(styled(content, spec), spec, pixelsPerPoint);
}

FigureSpec readFigureFile(const QString& path) {
  QFile file(path);
  if (QFileInfo info(path); info.exists() && !info.isFile())  // a pipe would be waited for
    throw Error(ErrorKind::Usage, tr("%1 is no file.").arg(path).toStdString());
  if (!file.open(QIODevice::ReadOnly)) {
    throw Error(ErrorKind::Data, tr("%1 could not be read: %2.").arg(path, file.errorString()).toStdString());
  }
  // One byte more than the limit tells that there is more, also of a file that has no size.
  return report::figureInFile(file.read(static_cast<qint64>(report::kMostFigureFile) + 1).toStdString());
}

}  // namespace skewscope::ui
