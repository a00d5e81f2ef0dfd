@echo off
rem The launcher for Windows: builds what has changed, then starts plain java. From any folder.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
set "BUILT=%ROOT%\target\lab.built"
set "LIB=%ROOT%\target\lib"
set "CLASSPATH=%LIB%\*;%ROOT%\target\classes"
set "OPTIONS=%ROOT%\target\jvm\windows.options"

if not defined JAVA_HOME goto javaFromPath
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto javaFound
echo Error: JAVA_HOME=%JAVA_HOME% (environment variable) has no bin\java.exe; set it to a JDK of 17 or later. 1>&2
exit /b 2

:javaFromPath
set "JAVA="
for %%I in (java.exe) do set "JAVA=%%~$PATH:I"
if defined JAVA goto javaFound
echo Error: no java.exe on the PATH; install a JDK of 17 or later. 1>&2
exit /b 2

:javaFound
rem Built, and no source newer than that?
powershell -NoProfile -Command "$b = Get-Item -LiteralPath $env:BUILT -ErrorAction SilentlyContinue; if (-not $b -or -not (Test-Path -LiteralPath $env:LIB) -or -not (Test-Path -LiteralPath (Join-Path $env:ROOT 'target\classes\kafkalab\cli\Lab.class'))) { exit 1 }; $paths = (Join-Path $env:ROOT 'src\main'), (Join-Path $env:ROOT 'pom.xml'); if (Get-ChildItem -LiteralPath $paths -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $b.LastWriteTimeUtc } | Select-Object -First 1) { exit 1 }; exit 0"
if not errorlevel 1 goto built

where mvn >nul 2>nul
if not errorlevel 1 goto build
echo Error: no mvn on the PATH; install Apache Maven 3.8 or later. 1>&2
exit /b 2

:build
echo Building Kafka Lab. The first time Maven fetches Kafka's jars, which can take some minutes ... 1>&2
rem pom.xml may have changed: no jar of another version may stay on the class path
if exist "%LIB%" rmdir /s /q "%LIB%"
if exist "%ROOT%\target\jvm" rmdir /s /q "%ROOT%\target\jvm"
if not exist "%ROOT%\target" mkdir "%ROOT%\target"
type nul > "%BUILT%.new"
call mvn -B -ntp -q -f "%ROOT%\pom.xml" process-classes 1>&2
if not errorlevel 1 goto buildDone
echo Error: the build failed; Maven says why above. 1>&2
exit /b 2

:buildDone
move /y "%BUILT%.new" "%BUILT%" >nul

:built
rem Options for a quick start, made once for each JDK; without them everything runs, some seconds slower.
set "MADEFOR="
if exist "%OPTIONS%.java" set /p MADEFOR=<"%OPTIONS%.java"
if exist "%OPTIONS%" if "%MADEFOR%"=="%JAVA%" goto quick
echo Preparing quick starts for this JDK, once ... 1>&2
if exist "%OPTIONS%" del "%OPTIONS%"
"%JAVA%" "-Dkafkalab.home=%ROOT%" kafkalab.cli.JvmOptions "%OPTIONS%"
if exist "%OPTIONS%" goto prepared
echo That did not work; programs start without, some seconds slower. A JDK of 17 or later is needed. 1>&2
"%JAVA%" "-Dkafkalab.home=%ROOT%" kafkalab.cli.Lab %*
exit /b %ERRORLEVEL%

:prepared
>"%OPTIONS%.java" echo %JAVA%

:quick
"%JAVA%" "@%OPTIONS%" "-Dkafkalab.home=%ROOT%" kafkalab.cli.Lab %*
exit /b %ERRORLEVEL%
