// Frameworks that the documentation shows and this repository does not install: their names, without their types.
declare module '@angular/core';
declare module 'next/dynamic';
declare module '$env/*';
declare module '$app/*';
declare function $state<T>(value: T): T;
declare function $state<T>(): T | undefined;
declare function defineNuxtConfig<T>(config: T): T;
declare module 'svelte';
