#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace skewscope::report {

/// How far a classifier's confidence is from its accuracy.
struct Calibration {
  /// Predictions whose confidence lies in one interval.
  struct Bin {
    std::int64_t count = 0;
    double confidence = 0, accuracy = 0;  ///< means; 0 for an empty bin
  };
  std::vector<Bin> bins;  ///< of equal width over [0, 1]; a bin holds its upper end
  double error = 0;  ///< ECE: mean over predictions of |accuracy - confidence| of their bin; NaN without any
  double largest = 0;         ///< of one bin (MCE)
  double meanConfidence = 0;  ///< NaN without predictions
};

/// Expected calibration error (Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML
/// 2017, section 2; 15 bins there). `confidences`: probability of the predicted class, in [0, 1]; `correct`:
/// whether it is the true one, as many. Throws Error (Internal) if they are not, or for a confidence out of
/// range.
Calibration calibrationOf(std::span<const double> confidences, const std::vector<bool>& correct,
                          int bins = 15);

}  // namespace skewscope::report
