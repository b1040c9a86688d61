# `make deb`, and what is installed beside the program. Completions are written by the program itself; so is the man page,
# which stands in docs/reference.
if(TARGET nagaya AND NOT NAGAYA_SANITIZE)
  set(completions ${CMAKE_BINARY_DIR}/completions)
  file(MAKE_DIRECTORY ${completions})
  set(scripts)
  foreach(shell bash zsh fish)
    add_custom_command(OUTPUT ${completions}/nagaya.${shell} COMMAND nagaya completion ${shell} > ${completions}/nagaya.${shell}
      DEPENDS nagaya VERBATIM)
    list(APPEND scripts ${completions}/nagaya.${shell})
  endforeach()
  add_custom_target(nagaya_completions ALL DEPENDS ${scripts})
  install(FILES ${completions}/nagaya.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME nagaya)
  install(FILES ${completions}/nagaya.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _nagaya)
  install(FILES ${completions}/nagaya.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/docs/reference/nagaya.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "adr" EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "The nagaya project")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
# What is loaded while it runs, and so found by no linker.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd, libsystemd0 (>= 252)")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "podman (>= 4.4), uidmap, passt")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "systemd-container, mmdebstrap, iproute2, nftables, openssh-client")
set(CPACK_PACKAGE_DESCRIPTION
  "nagaya reads a Git tree of Quadlet files and a little TOML, checks it, shows
what would change on a host and why, and makes it so: every service under an
account of its own, as rootless Podman containers run by systemd.")
include(CPack)
