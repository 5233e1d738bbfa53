# What is installed, and the packages: cmake --workflow --preset deb, or rpm.
install(TARGETS modtrail_program)
install(FILES README.md CHANGELOG.md SECURITY.md TYPE DOC)
install(FILES LICENSE TYPE DOC RENAME copyright)
install(DIRECTORY docs examples TYPE DOC)

# auditd's plugin, which its conf file leaves switched off; auditd looks for those in /etc alone.
set(CMAKE_INSTALL_AUDIT_PLUGINS /etc/audit/plugins.d CACHE STRING "Where auditd looks for plugins")
install(FILES packaging/audisp/modtrail.conf DESTINATION ${CMAKE_INSTALL_AUDIT_PLUGINS})
install(PROGRAMS packaging/audisp/audisp DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/modtrail)

# The watch as a service, which is installed but not enabled.
set(CMAKE_INSTALL_SYSCONFIG /etc/modtrail CACHE STRING "Where the configuration goes")
install(FILES packaging/systemd/modtrail-watch.service DESTINATION lib/systemd/system)
install(FILES packaging/systemd/sysusers.conf DESTINATION lib/sysusers.d RENAME modtrail.conf)
install(FILES packaging/systemd/tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME modtrail.conf)
install(FILES packaging/etc/policy.toml packaging/etc/watch.env DESTINATION ${CMAKE_INSTALL_SYSCONFIG})

# Where each shell looks for completions.
set(completions bash=bash-completion/completions/modtrail zsh=zsh/site-functions/_modtrail
                fish=fish/vendor_completions.d/modtrail.fish)
foreach(completion IN LISTS completions)
  string(REGEX MATCH "^[a-z]+" shell ${completion})
  string(REGEX REPLACE "^[a-z]+=" "" place ${completion})
  get_filename_component(folder ${place} DIRECTORY)
  get_filename_component(file ${place} NAME)
  set(made ${PROJECT_BINARY_DIR}/completions/${file})
  add_custom_command(OUTPUT ${made} DEPENDS modtrail_program VERBATIM
                     COMMAND sh -c "mkdir -p completions && '$<TARGET_FILE:modtrail_program>' completion ${shell} > '${made}'")
  list(APPEND made_completions ${made})
  install(FILES ${made} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
endforeach()
add_custom_target(modtrail_completions ALL DEPENDS ${made_completions})

# The page needs scdoc; without it the rest is installed.
find_program(SCDOC scdoc)
if(SCDOC)
  set(page ${PROJECT_BINARY_DIR}/modtrail.1)
  add_custom_command(OUTPUT ${page} DEPENDS ${PROJECT_SOURCE_DIR}/man/modtrail.1.scd VERBATIM
                     COMMAND sh -c "'${SCDOC}' < '${PROJECT_SOURCE_DIR}/man/modtrail.1.scd' > '${page}'")
  add_custom_target(modtrail_page ALL DEPENDS ${page})
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

set(CPACK_GENERATOR DEB)
# A package's maintainer is who builds it, so this is no address (RFC 2606): -DCPACK_PACKAGE_CONTACT='NAME <ADDRESS>'.
if(NOT CPACK_PACKAGE_CONTACT)
  set(CPACK_PACKAGE_CONTACT "nobody named <nobody@modtrail.invalid>")
endif()
set(CPACK_PACKAGE_DESCRIPTION
"modtrail reads audit rules, models what auditctl and the kernel's audit filter
do with them, and decides whether every load and unload of a kernel module
leaves a record: yes, or no with an attempt that leaves none, the line that is
to blame and the rule that closes the gap.")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS auditd)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(deb ${PROJECT_SOURCE_DIR}/packaging/deb)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${deb}/conffiles ${deb}/postinst ${deb}/prerm ${deb}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# On demand, the static program for every distribution: cmake --workflow --preset rpm, which takes rpmbuild.
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE Apache-2.0)
set(CPACK_RPM_PACKAGE_AUTOREQ OFF)
set(CPACK_RPM_PACKAGE_RELOCATABLE OFF)
set(CPACK_RPM_POST_INSTALL_SCRIPT_FILE ${PROJECT_SOURCE_DIR}/packaging/rpm/post)
set(CPACK_RPM_PRE_UNINSTALL_SCRIPT_FILE ${PROJECT_SOURCE_DIR}/packaging/rpm/preun)
set(CPACK_RPM_POST_UNINSTALL_SCRIPT_FILE ${PROJECT_SOURCE_DIR}/packaging/rpm/postun)
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /etc/audit /etc/audit/plugins.d /usr/lib/systemd /usr/lib/systemd/system /usr/lib/sysusers.d /usr/lib/tmpfiles.d
    /usr/libexec /usr/share/man /usr/share/man/man1 /usr/share/bash-completion /usr/share/bash-completion/completions /usr/share/fish
    /usr/share/fish/vendor_completions.d /usr/share/zsh /usr/share/zsh/site-functions)
set(CPACK_RPM_USER_FILELIST "%config(noreplace) /etc/audit/plugins.d/modtrail.conf"
    "%config(noreplace) /etc/modtrail/policy.toml" "%config(noreplace) /etc/modtrail/watch.env")
set(CPACK_STRIP_FILES ON)
include(CPack)
