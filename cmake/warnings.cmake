# What every target of ours is compiled with; never part of the exported interface.
add_library(modtrail_options INTERFACE)
target_compile_options(modtrail_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused -Wnull-dereference
  -fstack-protector-strong -fno-omit-frame-pointer)
target_compile_definitions(modtrail_options INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(modtrail_options INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_definitions(modtrail_options INTERFACE _FORTIFY_SOURCE=2)
endif()
if(MODTRAIL_SANITIZE)
  target_compile_options(modtrail_options INTERFACE -fsanitize=${MODTRAIL_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(modtrail_options INTERFACE -fsanitize=${MODTRAIL_SANITIZE})
endif()
