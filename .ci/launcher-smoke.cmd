@echo off
rem scripts\lab.cmd as a user of cmd.exe runs it: a fresh clone in a folder with blanks and parentheses, from elsewhere.
rem The twin of launcher-smoke, for the workflow's Windows machines.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "PROJECT=%%~fI"
set "PLACE=%TEMP%\kafka lab (%RANDOM%)"
set /a PORT=20000 + %RANDOM% %% 10000
set "PASSED=0"
set "FAILED=0"
rem the user's own settings are not for this
for /f "delims==" %%V in ('set LAB_ 2^>nul') do set "%%V="
mkdir "%PLACE%"
git clone -q "%PROJECT%" "%PLACE%\the lab"
if errorlevel 1 exit /b 1
cd /d "%PLACE%"
set "LAB=the lab\scripts\lab.cmd"

set "KAFKA_BOOTSTRAP_SERVERS=localhost:1"
set "WHAT=it builds and lists the lessons"
call :check 0 "Consumer07RebalanceCallback" list
set "WHAT=built once, it builds no more"
call :run list
findstr /c:"compiling" /c:"Building" out.txt >nul
if errorlevel 1 (call :passed) else call :failed
set "WHAT=an unknown command is refused"
call :check 2 "no such command" lsit
set "WHAT=no broker: exit code 3, and a remedy for Windows"
call :check 3 "lab.cmd broker" run p1
set "WHAT=an argument with = arrives whole"
call :check 2 "lingerms" run p1 --set "lingerms=4"

cd "the lab"
start "" /b cmd /d /c "scripts\lab.cmd broker --port %PORT% --data ..\data >..\broker.txt 2>&1"
cd ..
set "LEFT=60"
:wait
findstr /c:" serves " broker.txt >nul 2>nul
if not errorlevel 1 goto serves
set /a LEFT-=1
if %LEFT%==0 goto silent
ping -n 2 127.0.0.1 >nul
goto wait

:serves
set "KAFKA_BOOTSTRAP_SERVERS=localhost:%PORT%"
set "WHAT=the topics are created"
call :check 0 "just created" topics
set "WHAT=the topics are there"
call :check 0 "ak03.json" topics
set "WHAT=one of Kafka's own tools runs"
call :check 0 "PartitionCount: 4" kafka-topics --describe --topic ak03.fourpartition
set "WHAT=create-topics.cmd with the local broker"
call "the lab\scripts\create-topics.cmd" >out.txt 2>&1
if "%ERRORLEVEL%"=="0" (call :passed) else call :failed
set "WHAT=a lesson runs, with a setting of the client"
call :check 0 "all 10 messages acknowledged" run p2 --messages 10 --set "linger.ms=0"
set "WHAT=four partitions are fed"
call :check 0 "all 20 messages acknowledged" run p5 --messages 20 --delay 0
set "WHAT=a consumer reads them and ends by itself"
call :check 0 "none will be read again" run c3 --messages 20
set "WHAT=no topic of a broker on Windows is deleted"
call :check 1 "KAFKA-1194" topics --recreate ak03.json
set "WHAT=a changed lesson is compiled"
>>"the lab\src\main\java\kafkalab\common\Console.java" echo // changed
call :check 0 "compiling" list
for /f "tokens=5" %%P in ('netstat -ano ^| findstr /c:"127.0.0.1:%PORT% " ^| findstr LISTENING') do taskkill /f /pid %%P >nul

set "KAFKA_BOOTSTRAP_SERVERS=localhost:1"
set "WHAT=the tour with its kills, on a broker of its own"
call :check 0 "2 ok, 0 failed" tour c3 c7
goto sum

:silent
set "WHAT=the broker serves within a minute"
copy /y broker.txt out.txt >nul
call :failed

:sum
cd /d "%PROJECT%"
rmdir /s /q "%PLACE%" 2>nul
echo launcher smoke: %PASSED% passed, %FAILED% failed
if not "%FAILED%"=="0" exit /b 1
exit /b 0

:run
call "%LAB%" %* >out.txt 2>&1
exit /b

rem :check CODE TEXT ARGUMENTS: the launcher's exit code, and a text in its output
:check
call "%LAB%" %3 %4 %5 %6 %7 %8 %9 >out.txt 2>&1
set "CODE=%ERRORLEVEL%"
findstr /c:%2 out.txt >nul
if errorlevel 1 goto failed
if "%CODE%"=="%~1" goto passed
echo exit code %CODE% instead of %~1 >>out.txt
goto failed

:passed
set /a PASSED+=1
echo ok      %WHAT%
exit /b

:failed
set /a FAILED+=1
echo FAILED  %WHAT%
type out.txt
exit /b
