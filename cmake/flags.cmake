# Flags for our own code, as one interface target.
add_library(nagaya_flags INTERFACE)
target_compile_options(nagaya_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -fstack-protector-strong -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # TRY is a GNU statement expression, marked __extension__; g++ -Wpedantic accepts that. The two -Wno are false alarms of
  # g++ 12 on std::variant and std::string (GCC bugs 105562, 105651).
  target_compile_options(nagaya_flags INTERFACE -Wduplicated-cond -Wlogical-op -Wno-maybe-uninitialized -Wno-restrict)
else()
  # libstdc++ 12 uses a deprecated function of its own in std::stable_sort, which only clang tells.
  target_compile_options(nagaya_flags INTERFACE -Wno-deprecated-declarations -Wno-gnu-statement-expression -Wno-missing-designated-field-initializers)
endif()
target_compile_definitions(nagaya_flags INTERFACE _GLIBCXX_ASSERTIONS NAGAYA_VERSION="${PROJECT_VERSION}")
if(NAGAYA_WERROR)
  target_compile_options(nagaya_flags INTERFACE -Werror)
endif()
if(CMAKE_BUILD_TYPE STREQUAL Release OR CMAKE_BUILD_TYPE STREQUAL RelWithDebInfo)
  target_compile_definitions(nagaya_flags INTERFACE _FORTIFY_SOURCE=2)
endif()

# Everything links libstdc++ (and, in sanitized builds, the sanitizers) statically, so that one binary built on Debian 12
# runs on the other distributions and inside lab hosts.
if(NAGAYA_SANITIZE)
  list(JOIN NAGAYA_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_link_options(-static-libasan -static-libubsan -static-libstdc++ -static-libgcc)
  endif()
else()
  add_link_options(-static-libstdc++ -static-libgcc -Wl,-z,relro,-z,now,--as-needed,-z,pack-relative-relocs)
endif()

# The standard headers, compiled once for everything of ours (ccache needs -fpch-preprocess to see through them).
set(NAGAYA_STANDARD_HEADERS <algorithm> <chrono> <expected> <functional> <map> <memory> <optional> <set> <span> <string>
  <string_view> <variant> <vector>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(nagaya_flags INTERFACE -fpch-preprocess)
endif()
function(nagaya_precompiled_headers name)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cpp CONTENT "// Only carries the precompiled headers.\n")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE nagaya_flags)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()
nagaya_precompiled_headers(nagaya_standard_headers ${NAGAYA_STANDARD_HEADERS})

function(nagaya_precompile target)
  target_precompile_headers(${target} REUSE_FROM nagaya_standard_headers)
endfunction()
