#include "ui/export/figure_edits.h"

#include <QUndoCommand>
#include <utility>

#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::FigureSpec;

constexpr int kCommandId = 0x46494755;  // "FIGU"
constexpr int kMergeMs = 1000;

/// What differs, in a word.
QString wordFor(const FigureSpec& a, const FigureSpec& b) {
  if (a.kind != b.kind || a.view != b.view) return tr("what is shown");
  if (a.hiddenClasses != b.hiddenClasses) return tr("classes that are drawn");
  if (a.curves != b.curves) return tr("how curves are drawn");
  if (a.confusion != b.confusion) return tr("the matrix");
  if (a.colouring != b.colouring || a.measures != b.measures) return tr("what colours say");
  if (a.title != b.title || a.withTitle != b.withTitle) return tr("title");
  if (a.widthMm != b.widthMm || a.heightMm != b.heightMm) return tr("size");
  if (a.font != b.font || a.fontPt != b.fontPt) return tr("type");
  if (a.linePt != b.linePt) return tr("width of lines");
  if (a.palette != b.palette) return tr("colours");
  if (a.legend != b.legend) return tr("key");
  if (a.panelLetter != b.panelLetter) return tr("letter");
  if (a.paper != b.paper) return tr("ground");
  if (a.dpi != b.dpi) return tr("resolution");
  return tr("axes");
}

}  // namespace

class FigureEdits::Change : public QUndoCommand {
 public:
  Change(FigureEdits& edits, FigureSpec before, FigureSpec after, bool follows)
      : QUndoCommand(wordFor(before, after)),
        edits_(edits),
        before_(std::move(before)),
        after_(std::move(after)),
        follows_(follows) {}

  int id() const override { return kCommandId; }
  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = dynamic_cast<const Change*>(other);
    if (next == nullptr || !next->follows_ || next->text() != text()) return false;
    after_ = next->after_;
    setObsolete(before_ == after_);  // there and back again
    return true;
  }
  void redo() override {
    if (std::exchange(made_, true)) show(after_);
  }
  void undo() override { show(before_); }

 private:
  void show(const FigureSpec& spec) {
    edits_.sincePush_.invalidate();  // what comes next is another change
    edits_.show_(spec);
  }

  FigureEdits& edits_;
  FigureSpec before_, after_;
  bool follows_;       ///< the change before was made a moment ago
  bool made_ = false;  ///< the user has made it before it was pushed
};

FigureEdits::FigureEdits(std::function<void(const FigureSpec&)> show) : show_(std::move(show)) {}

void FigureEdits::record(const FigureSpec& before, const FigureSpec& after) {
  if (before == after) return;
  const bool follows = sincePush_.isValid() && sincePush_.elapsed() < kMergeMs;
  stack_.push(new Change(*this, before, after, follows));
  sincePush_.start();
}

}  // namespace skewscope::ui
