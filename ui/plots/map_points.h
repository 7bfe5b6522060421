#pragma once

#include <QColor>
#include <QPointF>
#include <QString>
#include <cstdint>
#include <vector>

#include "ui/plots/curve_set.h"

namespace skewscope::ui {

/// Sign of a class among the many (0), medium and few ones.
inline Marker classSign(int group) {
  return group <= 0 ? Marker::Circle : group == 1 ? Marker::Square : Marker::Triangle;
}
/// Sign of what is not known, in any colouring.
inline constexpr Marker kUnknownSign = Marker::Diamond;

/// Test images as points of the plane, in groups that are drawn alike.
struct MapPoints {
  /// Points of one colour and sign.
  struct Group {
    QString name;    ///< "cat"
    QString detail;  ///< muted, after the name: "n=500"
    QColor colour;
    Marker sign = Marker::Circle;
    int index = -1;  ///< of the class that it is; -1: it is none
  };
  std::vector<QPointF> places;       ///< in units of the map, y upwards
  std::vector<std::int64_t> images;  ///< test image of each, ascending
  std::vector<int> groupOf;          ///< of each, a place in `groups`
  std::vector<Group> groups;

  bool isEmpty() const { return places.empty(); }
};

}  // namespace skewscope::ui
