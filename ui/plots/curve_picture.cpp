#include "ui/plots/curve_picture.h"

#include <QThread>
#include <algorithm>
#include <cmath>
#include <future>
#include <span>
#include <utility>

#include "ui/plots/curve_overlay.h"

namespace skewscope::ui {
namespace {

constexpr std::size_t kManyPoints = 2000;  ///< above this, hairlines
constexpr int kMostStripes = 4;
constexpr float kBehind = 0.25F;  ///< opacity of what steps back

bool operator==(const PlotPainter::Scale& a, const PlotPainter::Scale& b) {
  return a.low == b.low && a.high == b.high && a.from == b.from && a.to == b.to && a.log == b.log;
}

bool hasMany(const CurveSet& set) {
  std::size_t points = 0;
  for (const Pane& pane : set.panes) {
    for (const Curve& curve : pane.curves) points += curve.x.size();
  }
  return points > kManyPoints;
}

/// Draws what lies in a stripe of the picture, from its top to its bottom.
class Drawing {
 public:
  /// `left` and `right`: ends of the stripe, in units. `many`: hasMany(), for which hairlines are drawn: a
  /// pen of one pixel is many times as fast as a wider one.
  Drawing(QPainter& painter, const CurvePicture& what, double left, double right, bool many)
      : painter_(painter, {}),
        what_(what),
        left_(left - kCurveWidth),
        right_(right + kCurveWidth),
        hairline_(many ? 1 / what.ratio : 1),
        width_(many ? hairline_ : kCurveWidth) {}

  void pane(const Pane& pane, const CurvePicture::Axes& axes) {
    painter_.painter().setClipRect(axes.area);
    low_ = std::max(axes.x.low, axes.x.valueAt(left_));
    high_ = std::min(axes.x.high, axes.x.valueAt(right_));
    // Overlaid runs first, so that the first run's curves lie on top.
    for (const bool labelled : {false, true}) {
      for (const Curve& curve : pane.curves) {
        if (curve.labelled == labelled) this->curve(curve, axes);
      }
    }
    painter_.painter().setClipping(false);
    for (const bool labelled : {false, true}) {
      for (const Curve& curve : pane.curves) {
        if (curve.labelled == labelled) end(curve, axes);
      }
    }
  }

 private:
  bool isMeant(const Curve& curve) const { return belongsWith(*what_.curves, curve, what_.emphasis); }

  void curve(const Curve& curve, const CurvePicture::Axes& axes) {
    QColor colour = curve.colour;
    if (!what_.emphasis.isNone() && !isMeant(curve)) colour.setAlphaF(kBehind * colour.alphaF());
    if (!(low_ <= high_)) return;  // the stripe is beside the axes
    // What is in the stripe, and a point on either side that a line goes to.
    const auto before = std::ranges::lower_bound(curve.x, low_) - curve.x.begin();
    const auto after = std::ranges::upper_bound(curve.x, high_) - curve.x.begin();
    const auto first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(before - 1, 0));
    const auto last = std::min(static_cast<std::size_t>(after) + 1, curve.x.size());
    const auto part = [&](const std::vector<double>& values) {
      return std::span(values).subspan(first, last - first);
    };
    const auto x = part(curve.x);
    if (!curve.low.empty()) painter_.band(x, part(curve.low), part(curve.high), axes.x, axes.y, colour);
    if (!curve.smooth.empty())
      painter_.line(x, part(curve.y), axes.x, axes.y, steppedBack(colour), curve.style, hairline_);
    painter_.line(x, part(curve.line()), axes.x, axes.y, colour, curve.style, width_);
  }

  void end(const Curve& curve, const CurvePicture::Axes& axes) {
    const std::ptrdiff_t k = curve.endIndex(axes.x.high);
    if (k < 0) return;
    const auto i = static_cast<std::size_t>(k);
    const QPointF point(axes.x(curve.x[i]), axes.y(curve.line()[i]));
    if (!axes.area.adjusted(-2, -2, 2, 2).contains(point)) return;
    QColor colour = curve.colour;
    if (curve.labelled) {
      const bool meant = !what_.emphasis.isNone() && isMeant(curve);
      return drawMarker(painter_.painter(), Marker::Circle, point, meant ? 4 : 3, colour);
    }
    colour.setAlphaF(1);
    drawMarker(painter_.painter(), curve.marker, point, 3.5, colour);
  }

  PlotPainter painter_;
  const CurvePicture& what_;
  double left_, right_, hairline_, width_;
  double low_ = 0, high_ = 1;  ///< of x, in the stripe
};

}  // namespace

QImage CurvePicture::draw() const {
  QImage image((size * ratio).toSize().expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(ratio);
  image.fill(Qt::transparent);
  if (panes.empty()) return image;
  // Many curves take a thread for each stripe; their edges are between pixels of the axes.
  const bool many = hasMany(*curves);
  const int stripes = many ? std::clamp(QThread::idealThreadCount(), 1, kMostStripes) : 1;
  const QRectF area = panes.front().area;
  std::vector<int> edges{0};
  for (int k = 1; k < stripes; ++k) {
    const double edge = (area.left() + area.width() * k / stripes) * ratio;
    edges.push_back(std::clamp(static_cast<int>(edge), edges.back(), image.width()));
  }
  edges.push_back(image.width());
  uchar* const pixels = image.bits();
  const auto draw = [&, stride = image.bytesPerLine(), height = image.height()](int k) {
    const int from = edges[static_cast<std::size_t>(k)], to = edges[static_cast<std::size_t>(k) + 1];
    if (from == to) return;
    QImage stripe(pixels + 4 * from, to - from, height, stride, QImage::Format_ARGB32_Premultiplied);
    stripe.setDevicePixelRatio(ratio);
    QPainter painter(&stripe);
    painter.translate(-from / ratio, 0);
    Drawing drawing(painter, *this, from / ratio, to / ratio, many);
    for (std::size_t p = 0; p < std::min(panes.size(), curves->panes.size()); ++p)
      drawing.pane(curves->panes[p], panes[p]);
  };
  // Not on the pool of threads, where this may run itself: all of them could wait for others.
  std::vector<std::future<void>> others;
  for (int k = 1; k < stripes; ++k) others.push_back(std::async(std::launch::async, draw, k));
  draw(0);
  for (auto& other : others) other.get();
  return image;
}

DrawnCurves drawCurves(CurvePicture what) {
  QImage image = what.draw();
  std::vector<double> places = what.curves->places();
  return {std::move(what), std::move(image), std::move(places)};
}

void drawPicture(QPainter& painter, const DrawnCurves& drawn, const std::vector<CurvePicture::Axes>& now) {
  const std::vector<CurvePicture::Axes>& then = drawn.what.panes;
  if (drawn.image.isNull() || then.size() != now.size()) return;
  if (std::ranges::equal(then, now, [](const auto& a, const auto& b) {
        return a.area == b.area && a.x == b.x && a.y == b.y;
      })) {
    painter.drawImage(QPointF(0, 0), drawn.image);
    return;
  }
  for (std::size_t p = 0; p < now.size(); ++p) {
    const QRectF to(QPointF(now[p].x(then[p].x.low), now[p].y(then[p].y.high)),
                    QPointF(now[p].x(then[p].x.high), now[p].y(then[p].y.low)));
    const QRectF& from = then[p].area;
    const double ratio = drawn.image.devicePixelRatio();
    painter.save();
    painter.setClipRect(now[p].area, Qt::IntersectClip);
    painter.drawImage(to, drawn.image, QRectF(from.topLeft() * ratio, from.size() * ratio));
    painter.restore();
  }
}

}  // namespace skewscope::ui
