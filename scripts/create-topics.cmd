@echo off
rem Creates the lab's topics and shows their partition counts: in the Compose container "kafka", if it runs,
rem by Kafka's own tool; otherwise, and if KAFKA_BOOTSTRAP_SERVERS names a cluster, by "scripts\lab topics".
rem The topics, and what is done in the container, stand in create-topics.sh.
rem No block in parentheses names a path: the ")" of "Program Files (x86)" would end it.
setlocal EnableExtensions DisableDelayedExpansion

if not "%~1"=="" goto arguments
set "SCRIPTS=%~dp0"

rem blanks only count as not set
set "SERVERS=%KAFKA_BOOTSTRAP_SERVERS%"
if defined SERVERS set "SERVERS=%SERVERS: =%"
if defined SERVERS goto lab

rem v2 is a plugin of docker, v1 a program of its own; the folder's name is the project's name
set "COMPOSE=docker-compose"
docker compose version >nul 2>nul
if not errorlevel 1 set "COMPOSE=docker compose"
set "ID="
pushd "%SCRIPTS%.."
for /f "delims=" %%i in ('%COMPOSE% ps -q kafka 2^>nul') do if not defined ID set "ID=%%i"
popd
if not defined ID goto lab
call :look
if not "%STATE:~0,7%"=="running" goto lab

set "LEFT=60"
:wait
if "%STATE%"=="running healthy" goto create
if not "%STATE:~0,7%"=="running" goto stopped
if %LEFT%==60 echo Waiting for the broker in the container kafka, up to 60 s ...
if %LEFT%==0 goto unhealthy
set /a LEFT-=1
rem a second; timeout.exe refuses where standard input is redirected
ping -n 2 127.0.0.1 >nul
call :look
goto wait

:create
docker exec -i %ID% bash -s in-container scripts\lab.cmd <"%SCRIPTS%create-topics.sh"
exit /b %ERRORLEVEL%

:lab
if not exist "%SCRIPTS%lab.cmd" goto nolab
rem without "call" it takes this script's place, and its exit code is the script's
"%SCRIPTS%lab.cmd" topics

rem "running healthy", "running starting", "exited unhealthy" ...
:look
set "STATE="
for /f "delims=" %%s in ('docker inspect -f "{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}" %ID% 2^>nul') do set "STATE=%%s"
if not defined STATE set "STATE=removed"
exit /b 0

:arguments
>&2 echo Error: %~nx0 takes no arguments; scripts\lab.cmd topics --help has more.
exit /b 1

:nolab
>&2 echo Error: no Compose service kafka is running, and there is no "%SCRIPTS%lab.cmd".
exit /b 1

:stopped
>&2 echo Error: the container kafka has stopped (%STATE%). Its log says why: docker compose logs kafka
exit /b 1

:unhealthy
>&2 echo Error: the container kafka is not healthy after 60 s (%STATE%). Its log says why: docker compose logs kafka
exit /b 1
