# Finds LibTorch without its own package files, which insist on a CUDA toolkit.
#
# Looks in SKEWSCOPE_LIBTORCH (CMake variable, then environment variable), then in the cache folder that
# packaging/fetch_libtorch.py fills. The folder is a torch installation (it holds include/ and lib/) or the
# site-packages folder around it. Defines LibTorch::cpu (libtorch_cpu + libc10).

set(_cache "$ENV{XDG_CACHE_HOME}")
if(NOT _cache)
  set(_cache "$ENV{HOME}/.cache")
endif()
set(_roots "${SKEWSCOPE_LIBTORCH}" "$ENV{SKEWSCOPE_LIBTORCH}" "${_cache}/skewscope/libtorch-2.11.0")
set(LibTorch_ROOT_DIR "")
set(LibTorch_VERSION "")
foreach(_root IN LISTS _roots)
  if(_root AND NOT LibTorch_ROOT_DIR)
    foreach(_candidate "${_root}" "${_root}/torch")
      if(EXISTS "${_candidate}/lib/libtorch_cpu.so" AND EXISTS "${_candidate}/include/torch/csrc/api/include/torch/torch.h")
        set(LibTorch_ROOT_DIR "${_candidate}")
        break()
      endif()
    endforeach()
    if(NOT LibTorch_ROOT_DIR AND NOT _root STREQUAL "${_cache}/skewscope/libtorch-2.11.0")
      message(FATAL_ERROR "SKEWSCOPE_LIBTORCH=${_root} holds no LibTorch (lib/libtorch_cpu.so and include/ are missing).")
    endif()
  endif()
endforeach()

if(LibTorch_ROOT_DIR)
  foreach(_header include/torch/headeronly/version.h include/torch/csrc/api/include/torch/version.h)
    if(NOT LibTorch_VERSION AND EXISTS "${LibTorch_ROOT_DIR}/${_header}")
      file(READ "${LibTorch_ROOT_DIR}/${_header}" _text)
      if(_text MATCHES "define TORCH_VERSION_MAJOR ([0-9]+).*define TORCH_VERSION_MINOR ([0-9]+).*define TORCH_VERSION_PATCH ([0-9]+)")
        set(LibTorch_VERSION "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
      endif()
    endif()
  endforeach()
  # Wheels before 2.7 use the old C++ ABI, which does not link with the distribution's libraries.
  if(LibTorch_VERSION VERSION_LESS 2.7)
    message(FATAL_ERROR "LibTorch ${LibTorch_VERSION} in ${LibTorch_ROOT_DIR} uses the old C++ ABI; 2.11.0 is needed (packaging/fetch_libtorch.py fetches it).")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_ROOT_DIR VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "Run packaging/fetch_libtorch.py, or set SKEWSCOPE_LIBTORCH to a folder that holds LibTorch 2.11.0.")

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
  add_library(LibTorch::c10 SHARED IMPORTED)
  set_target_properties(LibTorch::c10 PROPERTIES IMPORTED_LOCATION "${LibTorch_ROOT_DIR}/lib/libc10.so")
  add_library(LibTorch::cpu SHARED IMPORTED)
  set_target_properties(LibTorch::cpu PROPERTIES
    IMPORTED_LOCATION "${LibTorch_ROOT_DIR}/lib/libtorch_cpu.so"
    INTERFACE_INCLUDE_DIRECTORIES "${LibTorch_ROOT_DIR}/include;${LibTorch_ROOT_DIR}/include/torch/csrc/api/include"
    INTERFACE_LINK_LIBRARIES LibTorch::c10)
endif()
