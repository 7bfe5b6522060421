# Finds HarfBuzz and its subsetter, which Debian and Ubuntu ship without CMake files for both. Defines HarfBuzz::subset.
find_path(HarfBuzzSubset_INCLUDE_DIR hb-subset.h PATH_SUFFIXES harfbuzz)
find_library(HarfBuzzSubset_LIBRARY NAMES harfbuzz-subset)
find_library(HarfBuzzSubset_BASE_LIBRARY NAMES harfbuzz)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HarfBuzzSubset
  REQUIRED_VARS HarfBuzzSubset_LIBRARY HarfBuzzSubset_BASE_LIBRARY HarfBuzzSubset_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libharfbuzz-dev")
if(HarfBuzzSubset_FOUND AND NOT TARGET HarfBuzz::subset)
  add_library(HarfBuzz::subset INTERFACE IMPORTED)
  set_target_properties(HarfBuzz::subset PROPERTIES
    INTERFACE_LINK_LIBRARIES "${HarfBuzzSubset_LIBRARY};${HarfBuzzSubset_BASE_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${HarfBuzzSubset_INCLUDE_DIR}")
endif()
