#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data/image_set.h"

namespace skewscope::data {

/// The names in a text file, one a line: UTF-8, 1 to 200 bytes each, none twice. Throws Error (Data) naming
/// the line.
std::vector<std::string> readClassNames(const std::filesystem::path& file);

/// Names the classes of both parts from `file` if it is there, else "class 0", "class 1", ... up to the
/// largest label, and checks them (checkClasses). `name` stands for the data set in errors. Throws Error
/// (Data).
void setClassNames(Dataset& dataset, const std::filesystem::path& file, const std::string& name);

/// Throws Error (Data) unless there are 2 to 10,000 classes, every label has a class, and every class a
/// training image.
void checkClasses(const Dataset& dataset, const std::string& name);

/// Fills mean, stddev (of the training pixels) and digest. A deviation is at least 1/255, so that a channel
/// that never changes does no harm.
void finish(Dataset& dataset);

}  // namespace skewscope::data
