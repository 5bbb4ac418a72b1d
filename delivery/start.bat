@echo off
chcp 65001 >nul
setlocal
cd /d "%~dp0"
set "PYTHONUTF8=1"
set "READY="
if exist "env\ready.txt" set /p READY=<"env\ready.txt"
if "%READY%"=="@VERSION@" goto open

set "FOUND="
for %%P in (@LAUNCHERS@ "python" "python3") do if not defined FOUND call :suits %%~P
if not defined FOUND goto nopython
echo 第一次启动：正在安装，不需要网络，约 1 到 5 分钟，请稍候。
echo First start: installing, without a network, 1 to 5 minutes.
%FOUND% verify.py
if errorlevel 1 goto damaged
if exist "env" rmdir /s /q "env"
%FOUND% -m venv env
if errorlevel 1 goto failed
"env\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels -r requirements.txt
if errorlevel 1 goto failed
rem The kernels are compiled for this processor now, and kept: nobody waits for them later.
"env\Scripts\python.exe" -m geo plan hanyang --out env\first >nul 2>nul
if exist "env\first" rmdir /s /q "env\first"
>"env\ready.txt" echo @VERSION@

:open
if "%~1"=="" (
  echo 正在打开规划界面。关闭这个窗口就会结束。
  echo Opening the planner. Closing this window ends it.
  "env\Scripts\python.exe" -m geo app hanyang
) else (
  "env\Scripts\python.exe" -m geo %*
)
set "CODE=%ERRORLEVEL%"
if not "%CODE%"=="0" if "%~1"=="" pause
exit /b %CODE%

:nopython
echo 没有找到 64 位的 Python @PYTHONS@。请先安装其中一个，安装时勾选 Add python.exe to PATH，再双击本文件。
echo No 64-bit Python @PYTHONS@ was found. Install one with "Add python.exe to PATH", then start again.
pause
exit /b 1

:failed
echo 安装没有完成。请把上面的信息发给技术支持；磁盘需要约 2 GB 空间，文件夹必须可写。
echo The installation did not finish. Send the lines above to your support; it needs 2 GB and a writable folder.
pause
exit /b 1

:damaged
pause
exit /b 1

:suits
%* -c "import struct,sys;sys.exit(sys.version_info[:2] not in (@TUPLES@) or struct.calcsize('P')!=8)" >nul 2>nul
if not errorlevel 1 set "FOUND=%*"
exit /b 0
