# Functions with which every folder declares its targets.
#
#   isotherm_library(NAME SOURCES a.cc ... HEADERS a.h ... DEPS lib ...)
#   isotherm_binary(NAME OUTPUT file-name SOURCES main.cc DEPS lib ...)
#   isotherm_test(NAME SOURCES a_test.cc ... DEPS lib ... LABELS unit|contract|integration|kernel
#                 [TIMEOUT seconds])
#
# A library's target name is its folder's path with underscores: services/common/status is
# services_common_status. Label `kernel` marks tests free of gRPC that ThreadSanitizer judges.

include_guard(GLOBAL)

function(_isotherm_common target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wno-unused-parameter -Werror=return-type
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Werror=thread-safety>)
endfunction()

# Adds each named folder.
function(isotherm_subdirectories)
  foreach(part ${ARGN})
    add_subdirectory(${part})
  endforeach()
endfunction()

function(isotherm_library name)
  cmake_parse_arguments(A "" "" "SOURCES;HEADERS;DEPS" ${ARGN})
  if(A_SOURCES)
    add_library(${name} STATIC ${A_SOURCES} ${A_HEADERS})
    _isotherm_common(${name})
    target_link_libraries(${name} PUBLIC ${A_DEPS})
  else()
    add_library(${name} INTERFACE ${A_HEADERS})
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_compile_features(${name} INTERFACE cxx_std_20)
    target_link_libraries(${name} INTERFACE ${A_DEPS})
  endif()
endfunction()

function(isotherm_binary name)
  cmake_parse_arguments(A "" "OUTPUT" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  _isotherm_common(${name})
  target_link_libraries(${name} PRIVATE ${A_DEPS})
  if(A_OUTPUT)
    set_target_properties(${name} PROPERTIES OUTPUT_NAME ${A_OUTPUT})
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

function(isotherm_test name)
  cmake_parse_arguments(A "" "TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  _isotherm_common(${name})
  target_link_libraries(${name} PRIVATE ${A_DEPS} GTest::gmock GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  if("kernel" IN_LIST A_LABELS)
    if(NOT TARGET kernel_tests)
      add_custom_target(kernel_tests)
    endif()
    add_dependencies(kernel_tests ${name})
  endif()
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${A_TIMEOUT} LABELS "${A_LABELS}"
    ENVIRONMENT "ISOTHERM_SOURCE_DIR=${PROJECT_SOURCE_DIR};ISOTHERM_BINARY_DIR=${PROJECT_BINARY_DIR};ISOTHERM_SHARED_DIR=${ISOTHERM_SHARED_DIR}")
endfunction()
