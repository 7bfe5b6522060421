#include "ui/export/map_fields.h"

#include <QComboBox>
#include <QFormLayout>
#include <algorithm>

#include "core/compare/metric_title.h"
#include "ui/export/field_list.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

using report::FigureKind;
using report::FigureSpec;

MapFields::MapFields(QFormLayout* form, QWidget* parent) : QObject(parent), form_(form), parent_(parent) {
  projection_ = combo(tr("Projection"), "mapProjection");
  projection_->addItems({tr("t-SNE"), tr("Principal components")});
  colouring_ = combo(tr("Colours of"), "mapColouring");
  colouring_->addItems({tr("Classes"), tr("Right and wrong predictions"), tr("Mean density weights")});
  metric_ = combo(tr("Accuracy"), "mapMetric");
  metric_->setToolTip(tr("Whose predictions: the run's own head, kNN or a probe"));
  showMetrics({});
}

QComboBox* MapFields::combo(const QString& label, const char* name) {
  QComboBox* box = addFieldList(form_, parent_, label, name);
  connect(box, &QComboBox::activated, this, [this] {
    metric_->setEnabled(colouring_->currentIndex() == static_cast<int>(report::MapColouring::Correct));
    emit changed();
  });
  return box;
}

void MapFields::setMetrics(const std::vector<std::string>& metrics) {
  if (metrics == metrics_) return;
  metrics_ = metrics;
  showMetrics(metric_->currentData().toString().toStdString());
}

void MapFields::showMetrics(const std::string& chosen) {
  metric_->clear();
  metric_->addItem(tr("The first that there is"), QString());
  std::vector<std::string> all = metrics_;
  if (!chosen.empty() && std::ranges::find(all, chosen) == all.end()) all.push_back(chosen);
  for (const std::string& name : all) metric_->addItem(optionText(compare::metricTitle(name)), text(name));
  metric_->setCurrentIndex(metric_->findData(text(chosen)));
}

void MapFields::setSpec(const FigureSpec& spec) {
  const auto views = report::figureViews(FigureKind::Map);
  projection_->setCurrentIndex(
      static_cast<int>(std::ranges::find(views, report::viewOf(spec)) - views.begin()));
  colouring_->setCurrentIndex(static_cast<int>(spec.colouring));
  showMetrics(spec.measures.empty() ? std::string() : spec.measures.front());
  metric_->setEnabled(spec.colouring == report::MapColouring::Correct);
}

void MapFields::take(FigureSpec& spec) const {
  const std::string_view view =
      report::figureViews(FigureKind::Map)[static_cast<std::size_t>(projection_->currentIndex())];
  if (view != report::viewOf(spec)) spec.view = view;
  spec.colouring = static_cast<report::MapColouring>(colouring_->currentIndex());
  spec.measures.clear();
  if (const std::string metric = metric_->currentData().toString().toStdString(); !metric.empty())
    spec.measures.push_back(metric);
}

void MapFields::setVisible(bool visible) {
  for (QComboBox* box : {projection_, colouring_, metric_}) form_->setRowVisible(box, visible);
}

}  // namespace skewscope::ui
