#include "ui/close_dialog.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>
#include <utility>

namespace skewscope::ui {

void askOnClose(QWidget* parent, std::function<void(CloseAnswer)> answered) {
  auto* box = new QMessageBox(parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(QCoreApplication::translate("CloseDialog", "A run is in progress"));
  box->setText(QCoreApplication::translate("CloseDialog", "Close the window while a run trains?"));
  box->setInformativeText(QCoreApplication::translate(
      "CloseDialog",
      "In the background it trains to its end, a worker goes on with what waits in the queue, and the window "
      "shows the results at the next start. With a checkpoint it can be resumed where it stops."));
  auto* background = box->addButton(QCoreApplication::translate("CloseDialog", "Finish in the background"),
                                    QMessageBox::AcceptRole);
  auto* stop = box->addButton(QCoreApplication::translate("CloseDialog", "Checkpoint and stop"),
                              QMessageBox::DestructiveRole);
  auto* cancel =
      box->addButton(QCoreApplication::translate("CloseDialog", "Cancel"), QMessageBox::RejectRole);
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
