#include "ui/panels/run_list_commands.h"

#include <QStringList>

#include "ui/models/run_facts.h"

namespace skewscope::ui {
namespace edits {

std::unique_ptr<StoreEdit> rename(StoreService& store, const store::RunRecord& run, const QString& name,
                                  StoreEdit::Report report) {
  return std::make_unique<StoreEdit>(
      store, ui::tr("rename %1").arg(runsText({run})),
      [id = run.id, to = name.toStdString()](store::Store& s) { s.rename(id, to); },
      [id = run.id, to = run.name](store::Store& s) { s.rename(id, to); }, std::move(report));
}

std::unique_ptr<StoreEdit> setNote(StoreService& store, const std::vector<store::RunRecord>& runs,
                                   const QString& note, StoreEdit::Report report) {
  return std::make_unique<StoreEdit>(
      store, ui::tr("note of %1").arg(runsText(runs)),
      [runs, to = note.toStdString()](store::Store& s) {
        for (const auto& run : runs) s.setNote(run.id, to);
      },
      [runs](store::Store& s) {
        for (const auto& run : runs) s.setNote(run.id, run.note);
      },
      std::move(report));
}

std::unique_ptr<StoreEdit> setTags(StoreService& store, const std::vector<store::RunRecord>& runs,
                                   const QStringList& tags, StoreEdit::Report report) {
  std::vector<std::string> to;
  for (const QString& tag : tags) to.push_back(tag.toStdString());
  return std::make_unique<StoreEdit>(
      store, ui::tr("tags of %1").arg(runsText(runs)),
      [runs, to](store::Store& s) {
        for (const auto& run : runs) s.setTags(run.id, to);
      },
      [runs](store::Store& s) {
        for (const auto& run : runs) s.setTags(run.id, run.tags);
      },
      std::move(report));
}

std::unique_ptr<StoreEdit> setColour(StoreService& store, const std::vector<store::RunRecord>& runs,
                                     const QString& colour, StoreEdit::Report report) {
  return std::make_unique<StoreEdit>(
      store, ui::tr("colour of %1").arg(runsText(runs)),
      [runs, to = colour.toStdString()](store::Store& s) {
        for (const auto& run : runs) s.setColour(run.id, to);
      },
      [runs](store::Store& s) {
        for (const auto& run : runs) s.setColour(run.id, run.colour);
      },
      std::move(report));
}

std::unique_ptr<StoreEdit> setArchived(StoreService& store, const std::vector<store::RunRecord>& runs,
                                       bool archived, StoreEdit::Report report) {
  return std::make_unique<StoreEdit>(
      store, archived ? ui::tr("archive %1").arg(runsText(runs)) : ui::tr("unarchive %1").arg(runsText(runs)),
      [runs, archived](store::Store& s) {
        for (const auto& run : runs) s.setArchived(run.id, archived);
      },
      [runs](store::Store& s) {
        for (const auto& run : runs) s.setArchived(run.id, run.archived);
      },
      std::move(report));
}

std::unique_ptr<StoreEdit> setDeleted(StoreService& store, const std::vector<store::RunRecord>& runs,
                                      bool deleted, StoreEdit::Report report) {
  const auto job = [runs](bool to) {
    return [runs, to](store::Store& s) {
      for (const auto& run : runs) s.setDeleted(run.id, to);
    };
  };
  return std::make_unique<StoreEdit>(
      store, deleted ? ui::tr("delete %1").arg(runsText(runs)) : ui::tr("restore %1").arg(runsText(runs)),
      job(deleted), job(!deleted), std::move(report));
}

}  // namespace edits

QString runsText(const std::vector<store::RunRecord>& runs) {
  if (runs.size() == 1) return tr("“%1”").arg(text(runs.front().name));
  return tr("%1 runs").arg(runs.size());
}

QStringList tagsFromLine(const QString& line) {
  QStringList tags;
  for (const QString& part : line.split(u',')) {
    const QString tag = part.simplified();
    if (!tag.isEmpty() && !tags.contains(tag)) tags.append(tag);
  }
  return tags;
}

}  // namespace skewscope::ui
