#include "ui/plots/curve_isolation.h"

#include <algorithm>

namespace skewscope::ui {
namespace {

/// Whether curves of this key are the same thing in all runs.
bool isShared(const QString& key) {
  return key.startsWith(QLatin1String("class:")) || key.startsWith(QLatin1String("group:"));
}

}  // namespace

QString isolationOf(const CurveSet& set, const CurveName& name) {
  if (isShared(name.key)) return name.key;
  const auto run = static_cast<std::size_t>(name.run);
  if (name.isNone() || set.multiples || set.runs.size() < 2 || run >= set.runs.size()) return {};
  return QStringLiteral("run:") + set.runs[run].id;
}

bool belongsWith(const CurveSet& set, const Curve& curve, const CurveName& name) {
  if (isShared(name.key)) return curve.key == name.key;
  return curve.run == name.run && (set.runs.size() > 1 || curve.key == name.key);
}

void isolate(CurveSet& set, const QString& what) {
  const auto stays = [&](const Curve& curve) { return isolationOf(set, {curve.key, curve.run}) == what; };
  const bool known = std::ranges::any_of(
      set.panes, [&](const Pane& pane) { return std::ranges::any_of(pane.curves, stays); });
  if (what.isEmpty() || !known) return;
  for (Pane& pane : set.panes) std::erase_if(pane.curves, [&](const Curve& curve) { return !stays(curve); });
}

}  // namespace skewscope::ui
