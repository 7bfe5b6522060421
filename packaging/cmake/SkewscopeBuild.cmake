# Settings shared by every target, and the three functions that declare targets here.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# -O3 buys nothing measurable outside the inner loops, which ask for it themselves, and a fifth of the build time.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# One code model for libraries and programs, so that they can share one precompiled header.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fPIC> $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-fPIC>)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

find_program(SKEWSCOPE_CCACHE ccache)
if(SKEWSCOPE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are cached too when ccache is told to ignore their time stamps; the base folder lets another
  # checkout share the results. In depend mode a miss does not preprocess the file apart, without its precompiled
  # header, which would cost a first build more than the cache ever saves.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_DEPEND=1 CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${SKEWSCOPE_CCACHE})
  set(CMAKE_CUDA_COMPILER_LAUNCHER "${CMAKE_CXX_COMPILER_LAUNCHER}")
endif()
find_program(SKEWSCOPE_MOLD mold)
if(SKEWSCOPE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(skewscope_options INTERFACE)
set(warnings -Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13
   AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  # GCC 13 takes every reference that a function returns for one into its arguments if one of them is a
  # temporary; GCC 14 has taken the warning out of -Wall for that.
  list(APPEND warnings -Wno-dangling-reference)
endif()
list(JOIN warnings "," host_warnings)
target_compile_options(skewscope_options INTERFACE
  # No fused multiply-add: loops for several instruction sets, and inline functions that are compiled in many places and
  # for a GPU too, give the same bits everywhere.
  "$<$<COMPILE_LANGUAGE:CXX>:${warnings};-fno-math-errno;-ffp-contract=off>"
  # Functions for both sides use std::array and std::max. Reports of compute-sanitizer name lines.
  "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr;-fmad=false;-lineinfo;-Werror=all-warnings;-Xcompiler=-ffp-contract=off,${host_warnings}>")
target_compile_definitions(skewscope_options INTERFACE SKEWSCOPE_VERSION="${PROJECT_VERSION}")
if(SKEWSCOPE_SANITIZE)
  # What the sanitizers' own documentation asks for; -O2 -g takes a third more of the build and finds nothing more.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
  add_compile_options(-fsanitize=${SKEWSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SKEWSCOPE_SANITIZE})
  # GCC 12 takes std::regex's own code, once a precompiled header holds it, for reading what nobody has written.
  target_compile_options(skewscope_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()

# skewscope_library(NAME SOURCES file... [DEPS target...] [TORCH] [QT])
# A static library of one layer. Only TORCH targets see LibTorch, only QT targets see Qt; none may be both.
function(skewscope_library name)
  cmake_parse_arguments(ARG "TORCH;QT" "" "SOURCES;DEPS" ${ARGN})
  if(ARG_TORCH AND ARG_QT)
    message(FATAL_ERROR "${name}: a target is Qt or torch, never both")
  endif()
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE skewscope_options)
  if(ARG_TORCH)
    target_link_libraries(${name} PUBLIC LibTorch::cpu)
    skewscope_torch_pch(${name})
  endif()
  if(ARG_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PUBLIC Qt6::Widgets)
    target_precompile_headers(${name} PRIVATE <QtWidgets>)
    target_compile_definitions(${name} PUBLIC QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII
                               QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
                               QT_DISABLE_DEPRECATED_BEFORE=0x060400)
  endif()
endfunction()

# One precompiled core/nn/torch.h, shared by every target that sees LibTorch (it costs half a minute a file otherwise).
function(skewscope_torch_pch name)
  if(NOT TARGET skewscope_torch_pch)
    # Written only where it is not there: a newer file would rebuild everything that sees LibTorch.
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/torch_pch.cpp" CONTENT "\n")
    add_library(skewscope_torch_pch OBJECT "${CMAKE_BINARY_DIR}/torch_pch.cpp")
    target_link_libraries(skewscope_torch_pch PRIVATE LibTorch::cpu skewscope_options)
    # What it includes, not itself: a precompiled header that names a file of this clone is another one in each, and
    # no clone would find what ccache has of another.
    set(torch "${PROJECT_SOURCE_DIR}/core/nn/torch.h")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${torch}")
    file(STRINGS "${torch}" headers REGEX "^#include <")
    list(TRANSFORM headers REPLACE "^#include " "")
    target_precompile_headers(skewscope_torch_pch PRIVATE ${headers})
  endif()
  target_precompile_headers(${name} REUSE_FROM skewscope_torch_pch)
endfunction()

# What every test includes, precompiled once: GoogleTest, and for tests of the window Qt too.
function(skewscope_test_pch name kind)
  set(pch skewscope_${kind}_pch)
  if(NOT TARGET ${pch})
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/${pch}.cpp" CONTENT "\n")
    add_library(${pch} OBJECT "${CMAKE_BINARY_DIR}/${pch}.cpp")
    target_link_libraries(${pch} PRIVATE GTest::gmock skewscope_options)
    target_compile_options(${pch} PRIVATE $<$<CONFIG:Release>:-O1>)
    target_precompile_headers(${pch} PRIVATE <gmock/gmock.h>)
    if(kind STREQUAL "window_test")
      # Not <QtTest>, whose macros name the folder of each test.
      target_link_libraries(${pch} PRIVATE skewscope_ui)
      target_precompile_headers(${pch} PRIVATE <QtWidgets>)
    endif()
  endif()
  target_precompile_headers(${name} REUSE_FROM ${pch})
endfunction()

# skewscope_test(NAME SOURCES file... [DEPS target...] [TORCH] [QT] [TIMEOUT seconds] [CORES n]
#                [ENVIRONMENT VAR=value...] [PREFIX text])
# A GoogleTest program whose tests CTest lists one by one. QT tests bring their own main (they need a QApplication).
# Tests that train with several threads say so (CORES): beside another test each of their barriers would wait for it.
# PREFIX comes before the name of each test, where two programs have the same ones.
function(skewscope_test name)
  cmake_parse_arguments(ARG "TORCH;QT" "TIMEOUT;CORES;PREFIX" "SOURCES;DEPS;ENVIRONMENT" ${ARGN})
  if(NOT ARG_CORES)
    set(ARG_CORES 1)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock skewscope_options)
  # Nothing in a test is hot, and most of its build time is optimisation. Not -O0: the precompiled header must fit.
  # From GCC 13 on the libraries' header of LibTorch, precompiled with -O2, does not fit -O1 either.
  if(NOT (ARG_TORCH AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13))
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  target_compile_definitions(${name} PRIVATE SKEWSCOPE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE LibTorch::cpu)
    skewscope_torch_pch(${name})
  elseif(ARG_QT)
    skewscope_test_pch(${name} window_test)
  else()
    skewscope_test_pch(${name} test)
  endif()
  if(ARG_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    list(APPEND ARG_ENVIRONMENT QT_QPA_PLATFORM=offscreen)
  else()
    target_link_libraries(${name} PRIVATE GTest::gmock_main)
  endif()
  if(ARG_ENVIRONMENT)
    # A launcher, because a property with several values does not survive the discovery of tests.
    set_target_properties(${name} PROPERTIES CROSSCOMPILING_EMULATOR "${CMAKE_COMMAND};-E;env;${ARG_ENVIRONMENT}")
  endif()
  # Loading LibTorch from a cold disk on a busy machine takes longer than the default of 5 s, and then CTest gives up.
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 TEST_PREFIX "${ARG_PREFIX}"
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} PROCESSORS ${ARG_CORES})
endfunction()
