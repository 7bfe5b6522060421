#include "ui/close_dialog.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>
#include <utility>

namespace skewscope::ui {

void askOnClose(QWidget* parent, std::function<void(CloseAnswer)> answered) {
  const auto tr = [](const char* text) { return QCoreApplication::translate("CloseDialog", text); };
  auto* box = new QMessageBox(parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(tr("A run is in progress"));
  box->setText(tr("Close the window while a run trains?"));
  box->setInformativeText(
      tr("In the background it trains to its end, and the window shows its results at the next start. With a "
         "checkpoint it can be resumed where it stops."));
  auto* background = box->addButton(tr("Finish in the background"), QMessageBox::AcceptRole);
  auto* stop = box->addButton(tr("Checkpoint and stop"), QMessageBox::DestructiveRole);
  auto* cancel = box->addButton(tr("Cancel"), QMessageBox::RejectRole);
  box->setDefaultButton(background);
  box->setEscapeButton(cancel);
  QObject::connect(box, &QMessageBox::finished, parent, [=, answered = std::move(answered)] {
    answered(box->clickedButton() == background ? CloseAnswer::FinishInBackground
             : box->clickedButton() == stop     ? CloseAnswer::StopWithCheckpoint
                                                : CloseAnswer::Cancel);
  });
  box->open();
}

}  // namespace skewscope::ui
