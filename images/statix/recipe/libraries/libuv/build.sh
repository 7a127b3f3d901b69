# shellcheck shell=bash
cmake_library . -DLIBUV_BUILD_SHARED=OFF -DLIBUV_BUILD_TESTS=OFF
# As -luv: other readers of these files than linkers do not know -l:libuv.a.
sed -i 's/-l:libuv\.a/-luv/' /out/usr/lib/pkgconfig/libuv-static.pc
# Under the name that is asked for; upstream's own names the shared library.
sed 's/^Name: .*/Name: libuv/' /out/usr/lib/pkgconfig/libuv-static.pc >/out/usr/lib/pkgconfig/libuv.pc
