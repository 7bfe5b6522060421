// Which view of the curves is shown, what is isolated in it, and its state for undo, saved views and the next
// start.
#include <QAbstractButton>
#include <QAction>
#include <QButtonGroup>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <utility>

#include "ui/panels/class_menu.h"
#include "ui/panels/curve_controls.h"
#include "ui/panels/curves_panel_impl.h"

namespace skewscope::ui {
namespace {

/// As it is kept for the next start.
QString nameOf(CurvesPanel::View view) {
  return view == CurvesPanel::View::Weights ? QStringLiteral("weights") : viewName(curveView(view));
}

}  // namespace

CurveView curveView(CurvesPanel::View view) {
  switch (view) {
    case CurvesPanel::View::PerClass:
      return CurveView::PerClass;
    case CurvesPanel::View::Groups:
      return CurveView::Groups;
    case CurvesPanel::View::Overall:
      return CurveView::Overall;
    case CurvesPanel::View::Loss:
    case CurvesPanel::View::Weights:
      break;
  }
  return CurveView::Loss;
}

void CurvesPanel::Impl::clicked(const QString& what, Qt::KeyboardModifiers keys) {
  if (what.startsWith(QLatin1String("class:"))) {
    const int index = what.mid(6).toInt();
    if (keys.testFlag(Qt::ControlModifier)) {
      classes->toggle(index);
    } else {
      classes->isolate(index);
    }
  } else if (what.startsWith(QLatin1String("group:")) || what.startsWith(QLatin1String("run:"))) {
    isolated = isolated == what ? QString() : what;
    refresh();
    emit panel->viewChanged();
  }
}

/// Ends what clicked() has isolated; classes that were hidden one by one stay so.
void CurvesPanel::Impl::bringAllBack() {
  if (view == View::PerClass && classes->isIsolated()) return classes->showAll();
  if (isolated.isEmpty()) return;
  isolated.clear();
  refresh();
  emit panel->viewChanged();
}

void CurvesPanel::setView(View view) {
  if (view != impl_->view) impl_->isolated.clear();
  impl_->view = view;
  const int index = static_cast<int>(view);
  impl_->chips->button(index)->setChecked(true);
  impl_->viewActions[index]->setChecked(true);
  impl_->refresh();
}

CurvesPanel::View CurvesPanel::view() const {
  return impl_->view;
}

QJsonObject CurvesPanel::viewState() const {
  QList<int> classes = impl_->classes->hidden().values();
  std::sort(classes.begin(), classes.end());
  QJsonArray hidden;
  for (const int index : classes) hidden.append(index);
  return {{QStringLiteral("view"), nameOf(impl_->view)},
          {QStringLiteral("hidden_classes"), hidden},
          {QStringLiteral("isolated"), impl_->isolated},
          {QStringLiteral("options"), toJson(impl_->controls->options())},
          {QStringLiteral("zoom"), toJson(impl_->wantedRanges.value_or(impl_->plots->ranges()))}};
}

void CurvesPanel::setViewState(const QJsonObject& state) {
  QSet<int> hidden;
  for (const auto& index : state[QStringLiteral("hidden_classes")].toArray()) hidden.insert(index.toInt());
  impl_->classes->setHidden(hidden);
  impl_->controls->setOptions(curveOptionsFrom(state[QStringLiteral("options")].toObject()));
  for (const View candidate : kCurvesViews) {
    if (nameOf(candidate) == state[QStringLiteral("view")].toString()) setView(candidate);
  }
  impl_->isolated = state[QStringLiteral("isolated")].toString();
  impl_->wantedRanges = rangesFrom(state[QStringLiteral("zoom")]);
  impl_->refresh();
}

QByteArray CurvesPanel::saveState() const {
  QJsonObject state = viewState();
  state.remove(QStringLiteral("isolated"));
  state.remove(QStringLiteral("zoom"));
  return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void CurvesPanel::restoreState(const QByteArray& state) {
  setViewState(QJsonDocument::fromJson(state).object());
}

}  // namespace skewscope::ui
