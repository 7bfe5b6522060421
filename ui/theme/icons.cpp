#include "ui/theme/icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

QPixmap draw(const QByteArray& svg, int size, int scale) {
  QPixmap pixmap(size * scale, size * scale);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  QSvgRenderer(svg).render(&painter);
  painter.end();
  pixmap.setDevicePixelRatio(scale);
  return pixmap;
}

QByteArray load(const QString& name) {
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

QIcon icon(const QString& name, bool quiet) {
  const QByteArray source = load(name);
  QIcon result;
  for (const auto& [mode, colour] : {std::pair{QIcon::Normal, quiet ? tokens().muted : tokens().text},
                                     std::pair{QIcon::Disabled, tokens().muted}}) {
    QByteArray svg = source;
    svg.replace("currentColor", colour.name().toUtf8());
    for (const int scale : {1, 2, 3}) result.addPixmap(draw(svg, 16, scale), mode);
  }
  return result;
}

QIcon applicationIcon() {
  const QByteArray svg = load(QStringLiteral("skewscope"));
  QIcon result;
  for (const int size : {16, 24, 32, 48, 64, 128, 256}) result.addPixmap(draw(svg, size, 1));
  return result;
}

}  // namespace skewscope::ui
