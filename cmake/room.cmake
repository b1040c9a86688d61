# nagaya_room(name [MAY_INCLUDE rooms…] [LIBRARIES targets…] SOURCES files…)
#
# A room is a static library. Each room's headers are reached through a directory of links that holds just that room, so a
# room that is not below this one cannot be included at all. tools/check_house.py holds the arrows exactly.
function(nagaya_room name)
  cmake_parse_arguments(ROOM "" "" "MAY_INCLUDE;LIBRARIES;SOURCES" ${ARGN})
  add_library(nagaya_${name} STATIC ${ROOM_SOURCES})
  set(door ${CMAKE_BINARY_DIR}/doors/${name})
  file(MAKE_DIRECTORY ${door})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${door}/${name} SYMBOLIC)
  target_include_directories(nagaya_${name} PUBLIC ${door})
  list(TRANSFORM ROOM_MAY_INCLUDE PREPEND nagaya_)
  target_link_libraries(nagaya_${name} PUBLIC ${ROOM_MAY_INCLUDE} PRIVATE nagaya_flags ${ROOM_LIBRARIES})
  nagaya_precompile(nagaya_${name})
endfunction()
