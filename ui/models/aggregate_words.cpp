#include "ui/models/aggregate_words.h"

#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using compare::Aggregate;

struct Words {
  QString title, choice, help;
};

Words wordsOf(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::Best:
      return {tr("best"), tr("Best value"),
              tr("The largest over the epochs; the smallest of losses, sharpness and errors")};
    case Aggregate::AtBest:
      return {tr("at best epoch"), tr("At the best epoch"),
              tr("At the epoch at which the live test accuracy of the run was best")};
    case Aggregate::MeanLast5:
      return {tr("mean of last 5"), tr("Mean of the last five"),
              tr("Mean over the last five epochs with a value")};
    case Aggregate::Last:
      break;
  }
  return {tr("last"), tr("Last value"), tr("At the last epoch with a value")};
}

}  // namespace

QString aggregateText(Aggregate aggregate) {
  return wordsOf(aggregate).title;
}

QString aggregateChoice(Aggregate aggregate) {
  return wordsOf(aggregate).choice;
}

QString aggregateHelp(Aggregate aggregate) {
  return wordsOf(aggregate).help;
}

}  // namespace skewscope::ui
