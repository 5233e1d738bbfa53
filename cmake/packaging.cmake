# What is installed, and the deb: cmake --workflow --preset deb.
install(TARGETS modtrail_program)
install(FILES README.md CHANGELOG.md SECURITY.md TYPE DOC)
install(FILES LICENSE TYPE DOC RENAME copyright)
install(DIRECTORY docs examples TYPE DOC)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "modtrail maintainers <maintainers@modtrail.invalid>")
set(CPACK_PACKAGE_DESCRIPTION
"modtrail reads audit rules, models what auditctl and the kernel's audit filter
do with them, and decides whether every load and unload of a kernel module
leaves a record: yes, or no with an attempt that leaves none, the line that is
to blame and the rule that closes the gap.")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS auditd)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
include(CPack)
