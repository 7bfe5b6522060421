#include "core/data/data_error.h"

#include <utility>

#include "core/base/error.h"

namespace skewscope::data {

void damaged(const std::string& what, std::string advice) {
  throw Error(ErrorKind::Data, what, std::move(advice));
}

}  // namespace skewscope::data
