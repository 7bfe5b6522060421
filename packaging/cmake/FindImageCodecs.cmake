# Finds the decoders of JPEG (libjpeg-turbo's TurboJPEG), PNG (libspng) and WebP (libwebp), which Debian and Ubuntu ship
# without CMake files for all of them. Defines ImageCodecs::ImageCodecs.
find_path(ImageCodecs_JPEG_INCLUDE_DIR turbojpeg.h)
find_library(ImageCodecs_JPEG_LIBRARY NAMES turbojpeg)
find_path(ImageCodecs_PNG_INCLUDE_DIR spng.h)
find_library(ImageCodecs_PNG_LIBRARY NAMES spng)
find_path(ImageCodecs_WEBP_INCLUDE_DIR webp/decode.h)
find_library(ImageCodecs_WEBP_LIBRARY NAMES webp)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ImageCodecs
  REQUIRED_VARS ImageCodecs_JPEG_LIBRARY ImageCodecs_JPEG_INCLUDE_DIR ImageCodecs_PNG_LIBRARY
                ImageCodecs_PNG_INCLUDE_DIR ImageCodecs_WEBP_LIBRARY ImageCodecs_WEBP_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libturbojpeg0-dev, libspng-dev and libwebp-dev")
if(ImageCodecs_FOUND AND NOT TARGET ImageCodecs::ImageCodecs)
  add_library(ImageCodecs::ImageCodecs INTERFACE IMPORTED)
  set_target_properties(ImageCodecs::ImageCodecs PROPERTIES
    INTERFACE_LINK_LIBRARIES
      "${ImageCodecs_JPEG_LIBRARY};${ImageCodecs_PNG_LIBRARY};${ImageCodecs_WEBP_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES
      "${ImageCodecs_JPEG_INCLUDE_DIR};${ImageCodecs_PNG_INCLUDE_DIR};${ImageCodecs_WEBP_INCLUDE_DIR}")
endif()
