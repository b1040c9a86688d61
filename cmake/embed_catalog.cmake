# cmake -D ROOT=catalog -D OUT=catalog_files.cpp -P embed_catalog.cmake
#
# Writes the files of the catalogue as one C++ table, so that the program has them wherever it runs. The same files give the
# same bytes: they are sorted, and nothing else goes in. Every byte is written as \xNN, so a file may hold anything.
file(GLOB_RECURSE paths RELATIVE ${ROOT} ${ROOT}/*/*)
list(FILTER paths EXCLUDE REGEX "~$|\\.sw.$|__pycache__")
list(SORT paths)
set(rows "")
foreach(path IN LISTS paths)
  file(READ ${ROOT}/${path} hex HEX)
  string(LENGTH "${hex}" length)
  math(EXPR length "${length} / 2")
  # Lines of 40 bytes: the compiler joins them.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hex}")
  set(pieces "")
  string(LENGTH "${escaped}" left)
  set(at 0)
  while(at LESS left)
    string(SUBSTRING "${escaped}" ${at} 160 piece)
    string(APPEND pieces "\n     \"${piece}\"")
    math(EXPR at "${at} + 160")
  endwhile()
  if(pieces STREQUAL "")
    set(pieces "\"\"")
  endif()
  string(APPEND rows "    {.path = \"${path}\", .bytes = std::string_view(${pieces}, ${length})},\n")
endforeach()
string(CONCAT text
  "// Generated from catalog/ by cmake/embed_catalog.cmake.\n#include \"load/catalog.hpp\"\n\nnamespace nagaya::load {\n\n"
  "namespace {\n\nconstexpr CatalogFile files[] = {\n${rows}};\n\n}  // namespace\n\n"
  "std::span<const CatalogFile> catalog_files() { return files; }\n\n}  // namespace nagaya::load\n")
file(WRITE ${OUT} "${text}")
