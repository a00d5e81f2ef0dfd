@echo off
rem The launcher for Windows: builds what has changed, then starts plain java. From any folder. Its twin is scripts/lab.
rem A path may have spaces, parentheses and the like: it stands in quotes always, and is shown by delayed expansion only.
setlocal EnableExtensions DisableDelayedExpansion
call :findRoot
set "LIB=%ROOT%\target\lib"
set "SEEN=%ROOT%\target\lab.seen"
set "LOCK=%ROOT%\.lab\lab.cmd.lock"

rem java gets its arguments in the system's code page. If the path has other letters than ASCII's, its short name (8.3)
rem has none that the code page lacks. "delims" are all of ASCII but what no path can have: what is left is not ASCII.
set "HERE=%ROOT%"
for /f "eol=: delims=:\/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;_-+=~@#$%%^&'`!()[]{} " %%I in ("%ROOT%") do if not "%%I"=="" for %%S in ("%ROOT%") do set "HERE=%%~fsS"

if not defined JAVA_HOME goto javaFromPath
rem some write it in quotes
set "JAVA=%JAVA_HOME:"=%\bin\java.exe"
if exist "%JAVA%" goto javaFound
set "ERROR=JAVA_HOME=%JAVA_HOME:"=% (environment variable) has no bin\java.exe; set it to a JDK of 17 or later."
goto fail

:javaFromPath
set "JAVA="
for %%I in (java.exe) do set "JAVA=%%~$PATH:I"
if defined JAVA goto javaFound
set "ERROR=no java on the PATH; install a JDK of 17 or later."
goto fail

:javaFound
rem A file for each java, named by its path, holds its version, and for which java.exe (another one may have come to the
rem same path) and which place of this folder the options were made. They are named by the version and java's size.
set "KNOWN=%JAVA:\=_%"
set "KNOWN=%KNOWN:/=_%"
set "KNOWN=%KNOWN::=_%"
set "KNOWN=%ROOT%\target\jvm\%KNOWN:~-80%.version"
for %%I in ("%JAVA%") do set "SIZE=%%~zI"
for %%I in ("%JAVA%") do set MADEFOR="%%~zI %%~tI %HERE%"
rem what the user asks of each JVM wins: then it starts without options of the lab
set "ASKED="
for %%V in (JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS) do if defined %%V set "ASKED=yes"
call :look
if not defined STALE if defined OPTIONS if exist "%OPTIONS%" goto start
if not defined STALE if defined OPTIONS if defined ASKED goto start

rem One builder at a time: five terminals may start at once. While a command's output goes to a file, cmd.exe opens that
rem file for nobody else, and when it is killed the system closes it: no lock is ever left behind.
if not exist "%ROOT%\.lab\" mkdir "%ROOT%\.lab" 2>nul
call :isFree 2>nul
if exist "%LOCK%" goto lock
set "ERROR=cannot write to %ROOT%\.lab; put the project into a folder of your own."
goto fail

:lock
set "PREPARED="
call :isFree 2>nul
if not defined FREE goto busy
>"%LOCK%" call :prepare
if not defined PREPARED goto lock
if defined ERROR goto fail

:start
rem the options name the class path
set QUICK=-cp "%HERE%\target\lib\*;%HERE%\target\classes"
if not defined ASKED if defined OPTIONS if exist "%OPTIONS%" set QUICK="@%OPTIONS%"
rem The goto to nowhere ends this script, but not this line. So Ctrl-C ends java alone, and nobody is asked "Terminate
rem batch job (Y/N)?"; the exit code is java's; and the script may change under a running program. (npm's shims do it.)
endlocal & goto #_undefined_# 2>nul || title %COMSPEC% & "%JAVA%" %QUICK% "-Dkafkalab.home=%HERE%\." -Dkafkalab.launcher=scripts\lab.cmd kafkalab.cli.Lab %*
exit /b %ERRORLEVEL%

rem here, as in the script itself %~dp0 is another folder if its name was typed in quotes and found on the PATH
:findRoot
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
exit /b

:busy
if not defined SAID >&2 echo Another terminal is building; waiting for it ...
set "SAID=yes"
rem a second; timeout.exe refuses where standard input is redirected
ping -n 2 127.0.0.1 >nul
goto lock

rem a command whose output cannot be redirected is not carried out
:isFree
set "FREE="
>>"%LOCK%" set "FREE=yes"
exit /b

:fail
setlocal EnableDelayedExpansion
>&2 echo Error: !ERROR!
exit /b 2

rem STALE: empty, "sources", or "all" if a jar may have changed too. OPTIONS: the file for this java, if it is known, and
rem made for it and for this place.
rem Robocopy compares time and size of each file with those of the last build, tells by its exit code, and takes some
rem 30 ms; PowerShell would need ten times as long.
:look
set "STALE="
set "OPTIONS="
set "VERSION="
set MADE="for no java"
if exist "%KNOWN%" for /f "usebackq delims=" %%L in ("%KNOWN%") do if defined VERSION (set MADE=%%L) else set "VERSION=%%L"
if not %MADE%==%MADEFOR% set "VERSION="
if defined VERSION set "OPTIONS=%HERE%\target\jvm\%VERSION%-%SIZE%.options"
rem their first line, a comment, names the folder of the jars, which need not be this one's
set "JARS="
if defined OPTIONS if exist "%OPTIONS%" for /f "usebackq tokens=1,2*" %%A in ("%OPTIONS%") do if "%%A"=="#" set "JARS=%%C"
if defined JARS if not exist "%JARS%\" del "%OPTIONS%"
if not exist "%ROOT%\target\classes\kafkalab\cli\Lab.class" set "STALE=sources"
"%SystemRoot%\System32\robocopy.exe" "%ROOT%\src\main" "%SEEN%\main" /L /MIR /R:0 /W:0 >nul
if errorlevel 1 set "STALE=sources"
"%SystemRoot%\System32\robocopy.exe" "%ROOT%\." "%SEEN%\pom" pom.xml /L /R:0 /W:0 >nul
if errorlevel 1 set "STALE=all"
if not exist "%LIB%\" set "STALE=all"
exit /b 0

rem With the lock held, which has standard output: what is said goes to standard error. Sets ERROR if it fails.
:prepare
set "PREPARED=yes"
set "ERROR="
rem another terminal may have done it
call :look
if not defined OPTIONS call :askVersion
if defined ERROR exit /b
if defined STALE call :build
if defined ERROR exit /b
if not defined OPTIONS exit /b
if exist "%OPTIONS%" exit /b
if defined ASKED exit /b
rem options for a quick start, made once for each JDK; without them everything runs, some seconds slower
>&2 echo Preparing quick starts for this JDK, once ...
"%JAVA%" "-Dkafkalab.home=%HERE%\." -cp "%HERE%\target\lib\*;%HERE%\target\classes" kafkalab.process.QuickStart "%OPTIONS%" 1>&2
if not exist "%OPTIONS%" >&2 echo That did not work; programs start without, some seconds slower.
exit /b

:askVersion
if not exist "%ROOT%\target\jvm\" mkdir "%ROOT%\target\jvm"
rem what it says of an option that it refuses goes to either stream
"%JAVA%" -version >"%KNOWN%.new" 2>&1
rem openjdk version "17.0.15" 2025-04-15
for /f "usebackq tokens=2,3" %%A in ("%KNOWN%.new") do if "%%A"=="version" if not defined VERSION set "VERSION=%%~B"
set "REMEDY=Kafka Lab needs a JDK of 17 or later."
if defined ASKED set "REMEDY=Look for that option in JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS and _JAVA_OPTIONS, and take it out."
rem why it does not start: the first line that says so. A loop's variables may hold any character.
if not defined VERSION for /f "usebackq tokens=1,2*" %%A in ("%KNOWN%.new") do if not defined ERROR if not "%%A"=="Picked" if not "%%B"=="Picked" if not "%%A %%B"=="Error occurred" set "ERROR=%JAVA% does not start: %%A %%B %%C. %REMEDY%"
del "%KNOWN%.new"
if defined ERROR exit /b
set "MAJOR="
for /f "delims=.-+_" %%M in ("%VERSION%") do set "MAJOR=%%M"
if not defined MAJOR set "MAJOR=unknown"
if "%MAJOR%"=="unknown" goto tooOld
if %MAJOR% LSS 17 goto tooOld
>"%KNOWN%" echo %VERSION%
>>"%KNOWN%" echo %MADEFOR%
rem those of another java or of another place; a name that this code page cannot write down has none
set "OPTIONS=%HERE%\target\jvm\%VERSION%-%SIZE%.options"
if exist "%OPTIONS%" del "%OPTIONS%"
call :look
exit /b

:tooOld
set "ERROR=%JAVA% is version %MAJOR%; Kafka Lab needs a JDK of 17 or later."
exit /b

:build
where mvn >nul 2>nul
if not errorlevel 1 goto mavenFound
set "ERROR=no mvn on the PATH; install Apache Maven 3.8 or later."
exit /b

:mavenFound
set "QUIET=-q"
if "%STALE%"=="sources" >&2 echo Sources have changed: compiling ...
if "%STALE%"=="sources" goto compile
>&2 echo Building Kafka Lab. The first time Maven fetches Kafka's jars, which can take some minutes ...
set "QUIET="
rem no jar of another version may stay on the class path; a folder with a file in use cannot be renamed
if not exist "%LIB%\" goto withoutJars
if exist "%LIB%.old\" rmdir /s /q "%LIB%.old"
ren "%LIB%" lib.old 2>nul
if exist "%LIB%\" goto inUse
rmdir /s /q "%LIB%.old"

:withoutJars
del /q "%ROOT%\target\jvm\*.options*" 2>nul

:compile
rem as it is before Maven reads the sources: a change during the build counts
if exist "%SEEN%.new\" rmdir /s /q "%SEEN%.new"
"%SystemRoot%\System32\robocopy.exe" "%ROOT%\src\main" "%SEEN%.new\main" /MIR /R:0 /W:0 >nul
"%SystemRoot%\System32\robocopy.exe" "%ROOT%\." "%SEEN%.new\pom" pom.xml /R:0 /W:0 >nul
rem a path among Maven's arguments would be expanded twice by "call"
pushd "%ROOT%"
call mvn -B -ntp %QUIET% process-classes 1>&2
set "RESULT=%ERRORLEVEL%"
popd
if not "%RESULT%"=="0" goto buildFailed
if exist "%SEEN%\" rmdir /s /q "%SEEN%"
move "%SEEN%.new" "%SEEN%" >nul
exit /b

:buildFailed
set "ERROR=the build failed; Maven says why above."
exit /b

:inUse
set "ERROR=pom.xml has changed, and a program that is running uses the old jars. Stop the lab's programs first."
exit /b
