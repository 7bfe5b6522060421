#include "ui/panels/map_tile.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "ui/models/run_facts.h"
#include "ui/panels/title_line.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {

MapTile::MapTile(QWidget* parent) : QWidget(parent) {
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(4);
  auto* head = new QHBoxLayout;
  title_ = new TitleLine(this);
  head->addWidget(title_, 1);
  anew_ = new QPushButton(tr("Compute anew"), this);
  anew_->setObjectName(QStringLiteral("computeAnew"));
  anew_->setProperty("kind", QStringLiteral("link"));
  anew_->setToolTip(tr("The run was trained on since this map was made"));
  head->addWidget(anew_);
  outer->addLayout(head);
  pages_ = new QStackedLayout;
  outer->addLayout(pages_, 1);
  view_ = new MapView(this);
  view_->setAccessibleName(tr("Map"));
  pages_->addWidget(view_);
  auto* empty = new QWidget(this);
  auto* column = new QVBoxLayout(empty);
  column->addStretch(1);
  message_ = new QLabel(empty);
  message_->setObjectName(QStringLiteral("message"));
  message_->setProperty("kind", QStringLiteral("muted"));
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  column->addWidget(message_);
  compute_ = new QPushButton(tr("Compute map"), empty);
  compute_->setObjectName(QStringLiteral("compute"));
  compute_->setProperty("kind", QStringLiteral("primary"));
  compute_->setToolTip(tr("Adds the evaluation to the queue: seconds to a minute for thousands of images"));
  column->addWidget(compute_, 0, Qt::AlignHCenter);
  column->addStretch(1);
  pages_->addWidget(empty);
  for (QPushButton* button : {compute_, anew_}) {
    connect(button, &QPushButton::clicked, this, [this] {
      if (run_) emit computeAsked(text(run_->record.id));
    });
  }
  showEmpty({}, false);
}

void MapTile::showEmpty(const QString& message, bool computable) {
  message_->setText(message);
  compute_->setVisible(computable);
  anew_->hide();
  view_->setPoints(std::make_shared<const MapPoints>());
  pages_->setCurrentIndex(1);
}

void MapTile::showRun(const std::shared_ptr<const RunMap>& run, MapProjection projection,
                      MapColouring colouring, const MapScale& scale, const QString& message) {
  run_ = run;
  title_->set(run ? text(run->record.name) : QString(), QString());
  title_->setVisible(run != nullptr);
  if (!run || !message.isEmpty()) return showEmpty(message, false);
  const store::RunRecord& record = run->record;
  if (!run->map) {
    title_->set(text(record.name), dataLine(record));
    const NoMap none = noMap(*run);
    return showEmpty(none.why, none.canBeMade);
  }
  const store::FeatureMap& map = *run->map;
  title_->set(text(record.name), tr("%1 test images after epoch %2")
                                     .arg(countText(static_cast<std::int64_t>(map.images.size())))
                                     .arg(map.epoch));
  view_->setAccessibleName(tr("Map of %1").arg(text(record.name)));
  view_->setPoints(
      std::make_shared<const MapPoints>(mapPoints(*run, projection, colouring, scale, tokens().dark)));
  anew_->setVisible(map.epoch < record.epochsDone && record.hasCheckpoint && !run->waits);
  pages_->setCurrentIndex(0);
}

}  // namespace skewscope::ui
